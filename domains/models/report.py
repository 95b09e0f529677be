"""What measures say of themselves: the rounds in which they do, a report, and its values."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, ProtectedError, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from domains import progress, publication
from domains.models.measure import Measure
from domains.models.plan import ActionPlan
from domains.models.promise import Kpi
from domains.models.queries import PastReports, ReportingRoundQuerySet, ReportQuerySet
from domains.models.stepwise import Stepwise
from domains.models.values import ReportedValueQuerySet


class ReportingRound(models.Model):
    """A period on which every running measure of a plan reports, before a deadline."""

    plan = models.ForeignKey(
        ActionPlan,
        models.CASCADE,
        db_index=False,
        related_name="rounds",
        verbose_name=_("action plan"),
        help_text=_("Every running measure of it reports."),
    )
    starts_on = models.DateField(_("period from"), help_text=_("The first day that reports are about."))
    ends_on = models.DateField(_("period to"), help_text=_("The last day that reports are about."))
    opens_on = models.DateField(_("opens on"), help_text=_("From this day on, organisations report."))
    deadline = models.DateField(_("deadline"), help_text=_("The last day to report."))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    reason = models.CharField(_("reason to open it again"), max_length=500, blank=True, editable=False)

    objects = ReportingRoundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        ordering = ["-deadline", "plan"]
        constraints = [
            models.UniqueConstraint(
                name="round_once_per_period",
                fields=["plan", "starts_on"],
                violation_error_message=_("This plan has a reporting round from this day on already."),
            ),
            models.UniqueConstraint(
                name="round_once_per_deadline",
                fields=["plan", "deadline"],
                violation_error_message=_("This plan has a reporting round with this deadline already."),
            ),
            models.CheckConstraint(
                name="round_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A period cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="round_opens_before_its_deadline",
                condition=Q(deadline__gte=F("opens_on")),
                violation_error_message=_("The deadline cannot lie before the day on which the round opens."),
            ),
            models.CheckConstraint(
                name="round_closes_after_its_deadline",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("deadline")),
                violation_error_message=_("A round closes after its deadline."),
            ),
        ]

    def __str__(self):
        first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (self.starts_on, self.ends_on))
        return f"{first} \N{EN DASH} {last}"

    def get_absolute_url(self):
        return reverse("round_detail", args=[self.plan.slug, self.deadline])

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def is_public(self):
        """Say whether it has a page: it is closed, or was and is open again."""
        return self.is_closed or self.reason != ""

    @property
    def period(self):
        """Return its days as programs write them: 2026-04-01/2026-09-30."""
        return f"{self.starts_on}/{self.ends_on}"

    @property
    def day(self):
        """Return the day whose figures it shows: today, or the moment of its closing."""
        return self.closed_at or timezone.localdate()

    def public_measures(self):
        """Return what everybody can see now, or could see when it was closed."""
        return (Measure.history.on(self.closed_at) if self.is_closed else Measure.objects.all()).public()

    @property
    def may_close(self):
        """Say whether the last day to report has passed, and it is open still."""
        return not self.is_closed and self.deadline < timezone.localdate()

    def close(self):
        """Close the round: its reports do not change any more, and its figures as of this moment are public."""
        with transaction.atomic():
            now = self._locked()
            if now.is_closed:
                raise ValidationError(_("This reporting round is closed already."))
            if not now.may_close:
                raise ValidationError(_("A round closes after its deadline."))
            now.closed_at, now.reason = timezone.now(), ""
            now.save()
        self.refresh_from_db()

    def reopen(self, reason):
        """Let organisations report in the round again; everybody reads why."""
        with transaction.atomic():
            now = self._locked()
            if not now.is_closed:
                raise ValidationError(_("This reporting round is open already."))
            if not reason.strip():
                raise ValidationError(_("Say why the round is opened again."))
            now.closed_at, now.reason = None, reason.strip()
            now.save()
        self.refresh_from_db()

    def _locked(self):
        """Read it again under a lock: somebody else may have closed or opened it meanwhile."""
        return type(self).objects.select_for_update().get(pk=self.pk)


def unless_closed(collector, field, reports_or_values, using):
    """Let reports and their values go with what they belong to, but none that a closed round holds."""
    way = "round" if field.model is Report else "report__round"
    held = reports_or_values.filter(**{f"{way}__closed_at__isnull": False})
    if held.exists():
        raise ProtectedError(_("This reporting round is closed: its reports do not change any more."), set(held))
    models.CASCADE(collector, field, reports_or_values, using)


class Report(Stepwise):
    """What a measure says on a day about how it goes; it counts from the day on which it is approved."""

    STEPS, STATE = publication.REPORT_STEPS, "review"

    class Review(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    measure = models.ForeignKey(
        Measure, unless_closed, db_index=False, related_name="reports", verbose_name=_("measure")
    )
    round = models.ForeignKey(
        ReportingRound,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reporting round"),
        help_text=_("Leave empty for a report between two rounds."),
    )
    reported_on = models.DateField(
        _("as of"), default=timezone.localdate, help_text=_("The day that the figures are about.")
    )
    nothing_changed = models.BooleanField(
        _("nothing changed"),
        default=False,
        help_text=_("Tick this when everything is still as in the last report; that is all you have to do."),
    )
    status = models.CharField(
        _("status of the measure"),
        max_length=10,
        choices=Measure.Status,
        blank=True,
        help_text=_("When the report is approved, the measure gets this status."),
    )
    narrative = models.TextField(
        _("how it goes"), max_length=3000, blank=True, help_text=_("Two or three sentences. Everybody can read them.")
    )
    explanation = models.TextField(
        _("explanation"),
        max_length=1000,
        blank=True,
        help_text=_("Why a target is missed, or why the measure stops."),
    )
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Only when the figures come from a publication.")
    )
    review = models.CharField(_("review"), max_length=10, choices=Review, default=Review.DRAFT, editable=False)
    approved_on = models.DateField(_("approved on"), null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["submitted_by", "version"], historical_queryset=PastReports)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-reported_on", "-pk"]
        indexes = [models.Index(fields=["measure", "approved_on", "reported_on", "round"], name="report_approved")]
        constraints = [
            models.UniqueConstraint(
                name="report_once_a_day",
                fields=["measure", "reported_on"],
                violation_error_message=_("There is a report of this day already: change that one."),
            ),
            models.UniqueConstraint(
                name="report_once_a_round",
                fields=["measure", "round"],
                condition=Q(round__isnull=False),
                violation_error_message=_("There is a report in this reporting round already: change that one."),
            ),
            models.CheckConstraint(
                name="report_review_is_known",
                condition=Q(review="approved", approved_on__isnull=False)
                | Q(review__in=["draft", "submitted", "returned"], approved_on__isnull=True),
            ),
            models.CheckConstraint(
                name="report_status_is_known", condition=Q(status__in=["", "planned", "running", "done", "stopped"])
            ),
            models.CheckConstraint(
                name="report_is_not_about_the_future",
                condition=Q(approved_on__isnull=True) | Q(approved_on__gte=F("reported_on")),
                violation_error_message=_("A report is about a day that is there already."),
            ),
            models.CheckConstraint(
                name="report_of_a_stop_says_why",
                condition=~Q(status="stopped") | ~Q(explanation=""),
                violation_error_message=_("Say why the measure stops."),
            ),
            models.CheckConstraint(
                name="report_that_nothing_changed_says_no_more",
                condition=Q(nothing_changed=False) | Q(status="", explanation=""),
                violation_error_message=_("“Nothing changed” leaves the status as it is: empty it, or untick this."),
            ),
        ]

    def __str__(self):
        return f"{self.measure} ({self.reported_on:%d-%m-%Y})"

    @property
    def owner(self):
        return self.measure.organisation

    @property
    def owner_id(self):
        return self.measure.organisation_id

    @classmethod
    def hand_in(cls, measure, user, **said):
        """Report on a measure as of today and submit that: what is `said`, or that nothing changed.

        It answers the round that is due first and has no report yet. Raise PermissionDenied or ValidationError.
        """
        today = timezone.localdate()
        with transaction.atomic():
            Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
            if cls.objects.unfinished().filter(measure=measure).exists():
                raise ValidationError(_("There is a report that is not submitted yet: go on with that one."))
            answered = ReportingRound.objects.for_measure(measure, today).exclude(reports__measure=measure).first()
            report = cls(measure=measure, round=answered, nothing_changed=not any(said.values()), **said)
            report.full_clean()
            report.save()
            report.take_step("submit", user)
        return report

    def clean(self):
        """Refuse a day to come, and a round of another plan or one that is closed."""
        if self.reported_on and self.reported_on > timezone.localdate():
            raise ValidationError({"reported_on": _("A report is about a day that is there already.")})
        if self.round and self.measure_id and self.round.plan_id != self.measure.objective.domain.plan_id:
            raise ValidationError({"round": _("This reporting round belongs to another plan.")})
        if self.round and self.round.is_closed:
            raise ValidationError({"round": _("This reporting round is closed: its reports do not change any more.")})

    @property
    def is_unfinished(self):
        """Say whether a clerk can go on with it: not submitted, and in no round that is closed."""
        return self.review in {self.Review.DRAFT, self.Review.RETURNED} and not (self.round and self.round.is_closed)

    def may_be_changed_by(self, user):
        """Say whether `user` may change it; what is approved only an approver, what a closed round holds nobody."""
        if self.round and self.round.is_closed:
            return False
        return self.is_own(user) and (user.may_approve or self.review != self.Review.APPROVED)

    def may_take(self, step, user):
        return not (self.round and self.round.is_closed) and super().may_take(step, user)

    def take_step(self, name, user, reason=""):
        with transaction.atomic():
            # The measure first, as when a report is saved: so nobody waits for somebody who waits.
            Measure.objects.select_for_update(no_key=True).get(pk=self.measure_id)
            super().take_step(name, user, reason)

    def before_step(self, step):
        """Ask why a target is missed; what is approved counts from today on, and gives the measure its status."""
        if step.name == "submit" and not self.explanation and (missed := self.missed_kpis()):
            names = ", ".join(f"“{kpi}”" for kpi in missed)
            raise ValidationError(_("Explain why the target is missed: %(kpis)s.") % {"kpis": names})
        self.approved_on = timezone.localdate() if self.review == self.Review.APPROVED else None
        if self.approved_on and self.status and not self._is_overtaken():
            self.measure.status = self.status
            self.measure.version = F("version") + 1
            self.measure.save()

    def missed_kpis(self):
        """Return the KPIs whose target a measure that is done did not reach; what is not reported is not known."""
        if self.status != Measure.Status.DONE:
            return []
        values = dict(self.values.values_list("kpi", "value"))
        kpis = Kpi.objects.filter(measure=self.measure_id).with_current()
        attained = [
            (kpi, progress.Attainment(kpi.baseline, kpi.target, values.get(kpi.pk, kpi.current))) for kpi in kpis
        ]
        return [kpi for kpi, attainment in attained if attainment.reached is False]

    def _is_overtaken(self):
        later = Report.objects.approved().filter(measure=self.measure_id, reported_on__gt=self.reported_on)
        return later.exclude(status="").exists()


class ReportedValue(models.Model):
    """The value of one KPI in a report. What is not reported has no row; it is never 0."""

    report = models.ForeignKey(Report, unless_closed, related_name="values", verbose_name=_("report"))
    kpi = models.ForeignKey(Kpi, unless_closed, related_name="values", verbose_name=_("KPI"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)

    objects = ReportedValueQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reported value")
        verbose_name_plural = _("reported values")
        ordering = ["kpi"]
        constraints = [
            models.UniqueConstraint(
                name="value_once_per_report",
                fields=["report", "kpi"],
                violation_error_message=_("This report has a value for this KPI already."),
            )
        ]

    def __str__(self):
        return f"{self.kpi}: {self.value}"

    def clean(self):
        """Refuse a KPI of another measure."""
        if self.kpi_id and self.report_id and self.kpi.measure_id != self.report.measure_id:
            raise ValidationError({"kpi": _("This KPI belongs to another measure.")})
