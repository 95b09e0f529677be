"""The way of a measure to the money of a fund: from an idea to what was paid, or to a refusal.

What is stored is the day of each step. Where an application stands follows from these days and is stored nowhere, so
the two cannot differ.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from domains.models import Measure
from domains.models.measure import new_reference
from domains.money import EuroField
from funding import pipeline
from funding.models.conditions import comes_after, more_than_nothing, not_without
from funding.models.fund import Fund
from funding.models.law import Programme
from partnerships.past import Past

# What counts as what, in one place: of which applications each amount is added up.
SENT_IN = Q(applied_on__isnull=False)
GRANTED = Q(granted_on__isnull=False, withdrawn_on__isnull=True)
PAID = Q(paid_on__isnull=False)
REFUSED = Q(refused_on__isnull=False)
COUNTED = {"asked": SENT_IN, "granted": GRANTED, "paid": PAID}
LARGEST_CODE = 182  # of a type of intervention, in Annex I of Regulation (EU) 2021/1060


def new_application_reference():
    """Return the code of an application, which is also that of its operation: a-7k2q9xwd."""
    return new_reference("a")


class ApplicationQuerySet(models.QuerySet):
    """Applications; an idea is for the staff of its organisation alone."""

    def public(self):
        """Return what everybody may see: what was sent in for a published measure."""
        return self.to(Measure.objects.public())

    def to(self, measures, fund=None):
        """Return what was sent in for these measures; when a fund is asked for, only what that one was asked."""
        # Exists, and not a list of measures: applications are far fewer.
        sent_in = self.filter(SENT_IN, Exists(measures.order_by().filter(id=OuterRef("measure"))))
        return sent_in.filter(fund=fund) if fund else sent_in

    def granted(self):
        """Return what was granted, and not withdrawn since."""
        return self.filter(GRANTED)

    def listed(self):
        """Return the grants of which all is known that a list of operations requires (see `lacking`)."""
        known = dict.fromkeys(("eligible_eur__isnull", "intervention__isnull", "measure__ends_on__isnull"), False)
        in_a_country = ~Q(measure__territory__level="eu")
        return self.granted().filter(in_a_country, granted_eur__lte=F("eligible_eur"), **known)

    def waiting(self):
        """Return what was sent in and has no answer yet."""
        return self.in_state(Application.State.APPLIED)

    def in_state(self, state):
        return self.alias(standing=STANDING).filter(standing=state)

    def with_standing(self):
        """Annotate each application with where it stands, for a file."""
        return self.annotate(standing=STANDING)

    def ways(self, key):
        """Return {value of `key`: Way} in one query."""
        sums = {f"{kind}_sum": Sum(f"{kind}_eur", filter=which) for kind, which in COUNTED.items()}
        numbers = {f"{kind}_number": Count("id", filter=which) for kind, which in COUNTED.items()}
        known = {f"{kind}_known": Count(f"{kind}_eur", filter=which) for kind, which in COUNTED.items()}
        rows = self.order_by().values(key).annotate(**sums, **numbers, **known, refused=Count("id", filter=REFUSED))
        return {row[key]: _way(row) for row in rows}


def _way(row):
    amounts = {
        kind: pipeline.Amount(row[f"{kind}_sum"], row[f"{kind}_number"], row[f"{kind}_number"] - row[f"{kind}_known"])
        for kind in COUNTED
    }
    return pipeline.Way(**amounts, refused=row["refused"])


class PastApplications(ApplicationQuerySet, Past):
    """Applications as they were at the end of a day."""


def rule(name, condition, sentence):
    return models.CheckConstraint(name=f"application_{name}", condition=condition, violation_error_message=sentence)


class Application(models.Model):
    """What one measure asks of one fund, and what becomes of it."""

    class State(models.TextChoices):
        IDEA = "idea", pgettext_lazy("an application", "idea")
        APPLIED = "applied", pgettext_lazy("an application", "applied for")
        GRANTED = "granted", pgettext_lazy("an application", "granted")
        RUNNING = "running", pgettext_lazy("an application", "running")
        PAID = "paid", pgettext_lazy("an application", "paid")
        REFUSED = "refused", pgettext_lazy("an application", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("an application", "withdrawn")

    class Refusal(models.TextChoices):
        NOT_ELIGIBLE = "not-eligible", _("the applicant or the measure did not meet the conditions")
        LATE = "late", _("it came in too late")
        INCOMPLETE = "incomplete", _("documents were missing")
        QUALITY = "quality", _("others scored better")
        MONEY = "money", _("the money of the call was used up")
        OWN_SHARE = "own-share", _("the own share was not certain")
        PARTNERS = "partners", _("partners were missing")
        OTHER = "other", _("another reason")

    reference = models.SlugField(
        _("reference"), max_length=20, unique=True, default=new_application_reference, editable=False
    )
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="applications", verbose_name=_("measure"))
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        related_name="applications",
        verbose_name=_("fund"),
        help_text=_("Which one you ask; each fund has an application of its own."),
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("programme"),
        help_text=_("Leave empty when the fund has none here, or you do not know."),
    )
    call = models.ForeignKey(
        "funding.Call",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("call"),
        help_text=_("The one that you answer; leave empty when it is not in the list of calls."),
    )
    file_number = models.CharField(
        _("file number"), max_length=60, blank=True, help_text=_("The number that the fund's authority gave it.")
    )
    applied_on = models.DateField(
        _("applied on"), null=True, blank=True, help_text=_("Leave empty while it is an idea: only staff see it then.")
    )
    granted_on = models.DateField(
        _("granted on"), null=True, blank=True, help_text=_("The day of the decision that says yes.")
    )
    started_on = models.DateField(
        _("running since"), null=True, blank=True, help_text=_("It may have begun before it was granted.")
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True, help_text=_("The day of the last payment."))
    refused_on = models.DateField(
        _("refused on"), null=True, blank=True, help_text=_("The day of the decision that says no.")
    )
    withdrawn_on = models.DateField(
        _("withdrawn on"), null=True, blank=True, help_text=_("When your organisation does not want it any more.")
    )
    asked_eur = EuroField(
        _("asked for, in euros"), null=True, blank=True, help_text=_("The EU's share, without what you pay yourselves.")
    )
    granted_eur = EuroField(
        _("granted, in euros"),
        null=True,
        blank=True,
        help_text=_("As the decision says; it may be less than you asked for."),
    )
    paid_eur = EuroField(
        _("paid, in euros"), null=True, blank=True, help_text=_("All payments together; change it with each one.")
    )
    refusal = models.CharField(
        _("reason of the refusal"),
        max_length=20,
        choices=Refusal,
        blank=True,
        help_text=_("The one that weighed most, in the words of the decision."),
    )
    lesson = models.TextField(
        _("lesson"), max_length=1000, blank=True, help_text=_("What you would do otherwise next time.")
    )
    lesson_is_public = models.BooleanField(
        _("everybody may read the reason and the lesson"), default=False, help_text=_("Others can learn from it.")
    )
    eligible_eur = EuroField(
        _("eligible cost, in euros"),
        null=True,
        blank=True,
        help_text=_("The part of the whole cost that the fund accepts."),
    )
    intervention = models.PositiveSmallIntegerField(
        _("type of intervention"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_CODE)],
        help_text=_("The code that stands in the decision, from 1 to 182."),
    )
    specific_objective = models.CharField(
        _("specific objective"), max_length=60, blank=True, help_text=_("As it is called in the programme: ESO4.9.")
    )
    achievements = models.TextField(
        _("achievements"),
        max_length=2000,
        blank=True,
        help_text=_("What the operation reaches, expected or actual, in a few sentences. No names of people."),
    )
    contractor = models.CharField(
        _("contractor"),
        max_length=200,
        blank=True,
        help_text=_("The organisation that was chosen by public procurement, if any. Never a person's name."),
    )

    objects = ApplicationQuerySet.as_manager()
    history = HistoricalRecords(historical_queryset=PastApplications)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = [F("applied_on").desc(nulls_first=True), "-id"]
        constraints = [
            rule(
                "is_granted_after_it_was_made",
                comes_after("granted_on", "applied_on"),
                _("It cannot be granted before it was applied for: correct one of the two days."),
            ),
            rule(
                "is_refused_after_it_was_made",
                comes_after("refused_on", "applied_on"),
                _("It cannot be refused before it was applied for: correct one of the two days."),
            ),
            rule(
                "is_withdrawn_after_it_was_made",
                comes_after("withdrawn_on", "applied_on"),
                _("It cannot be withdrawn before it was applied for: correct one of the two days."),
            ),
            rule(
                "runs_when_granted",
                not_without("started_on", "granted_on"),
                _("It runs once it is granted: say on which day that was."),
            ),
            rule(
                "is_paid_after_it_was_granted",
                comes_after("paid_on", "granted_on"),
                _("It cannot be paid before it was granted: correct one of the two days."),
            ),
            rule(
                "is_granted_or_refused",
                Q(granted_on__isnull=True) | Q(refused_on__isnull=True),
                _("It is granted or refused, not both. Log a second try as another application."),
            ),
            rule(
                "has_one_end",
                Q(withdrawn_on__isnull=True) | Q(paid_on__isnull=True, refused_on__isnull=True),
                _("What was paid or refused cannot be withdrawn any more."),
            ),
            rule(
                "refused_has_a_reason",
                Q(refused_on__isnull=True, refusal="") | (Q(refused_on__isnull=False) & ~Q(refusal="")),
                _("A refusal has a day and a reason: fill both in, or none."),
            ),
            rule(
                "granted_amount_has_a_day",
                not_without("granted_eur", "granted_on"),
                _("Say on which day this amount was granted."),
            ),
            rule(
                "paid_amount_has_a_day",
                not_without("paid_eur", "paid_on"),
                _("Say on which day this amount was paid."),
            ),
            rule(
                "amounts_are_more_than_nothing",
                more_than_nothing("asked_eur", "granted_eur", "paid_eur", "eligible_eur"),
                _("An amount is more than zero. Leave it empty when you do not know it."),
            ),
            rule(
                "intervention_is_a_code",
                Q(intervention__isnull=True) | Q(intervention__range=(1, LARGEST_CODE)),
                _("A type of intervention is a code from 1 to 182."),
            ),
        ]

    def __str__(self):
        return f"{self.fund}: {self.get_state_display()}"

    @property
    def state(self):
        """Return how far it has come: the last step that has a day."""
        return next((state for state, column in STEPS.items() if getattr(self, column)), self.State.IDEA)

    def get_state_display(self):
        return self.State(self.state).label

    @property
    def days(self):
        """Return (state, its name, its day) of each step that was taken, the first first."""
        taken = [(state, state.label, getattr(self, column)) for state, column in STEPS.items()]
        return [step for step in taken[::-1] if step[2]]

    @property
    def told(self):
        """Return the reason of a refusal and the lesson, when the organisation lets everybody read them."""
        return (self.get_refusal_display(), self.lesson) if self.lesson_is_public else ("", "")

    @property
    def lacking(self):
        """Return what a list of operations requires of a grant and has not; nothing of what is no grant."""
        if self.state not in {self.State.GRANTED, self.State.RUNNING, self.State.PAID}:
            return []
        asked = [(self, "granted_eur"), (self, "eligible_eur"), (self, "intervention"), (self.measure, "ends_on")]
        lacking = [record._meta.get_field(name).verbose_name for record, name in asked if not getattr(record, name)]
        if self.granted_eur and self.eligible_eur and self.granted_eur > self.eligible_eur:
            lacking.append(_("an eligible cost that is not less than what was granted"))
        return lacking

    def clean(self):
        """Refuse steps that lie in the future, and a programme or call of another fund."""
        to_come = [column for column in STEPS.values() if (day := getattr(self, column)) and day > timezone.localdate()]
        if to_come:
            sentence = _("A step that was taken does not lie in the future.")
            raise ValidationError(dict.fromkeys(to_come, sentence))
        if self.programme_id and self.fund_id and self.programme.fund_id != self.fund_id:
            raise ValidationError({"programme": _("This programme is of another fund.")})
        if self.call_id and self.fund_id and self.call.fund_id != self.fund_id:
            raise ValidationError({"call": _("This call is of another fund.")})


# The day of each step, the last step first: what comes first in this order and has a day is where it stands.
STEPS = {
    Application.State.WITHDRAWN: "withdrawn_on",
    Application.State.REFUSED: "refused_on",
    Application.State.PAID: "paid_on",
    Application.State.RUNNING: "started_on",
    Application.State.GRANTED: "granted_on",
    Application.State.APPLIED: "applied_on",
}
STANDING = Case(
    *(When(**{f"{column}__isnull": False}, then=Value(state.value)) for state, column in STEPS.items()),
    default=Value(Application.State.IDEA.value),
    output_field=models.CharField(),
)
