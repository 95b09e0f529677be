"""Partnerships: lasting agreements of several organisations, and who takes part in which round of money for them."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.models.organisation import Organisation
from partnerships.provenance import Sourced
from partnerships.search import Asked, Searched, matches
from partnerships.words import words_of


class PartnershipQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Return what `user` may change: all for a curator, for an approver those that her organisation leads."""
        if user.is_superuser:
            return self
        if not (user.is_staff and user.may_approve):
            return self.none()
        led = Membership.objects.filter(organisation=user.organisation_id, role=Membership.Role.LEAD)
        return self.filter(pk__in=led.values("partnership"))

    def with_state(self, day):
        """Annotate each partnership with its state on a day, as `state_then`."""
        to_come, ended = When(starts_on__gt=day, then=Value("to-come")), When(ends_on__lt=day, then=Value("ended"))
        return self.annotate(state_then=Case(to_come, ended, default=Value("running"), output_field=models.CharField()))

    def serving(self, **objective):
        """Return those that serve such an objective."""
        asked = {f"served__objective__{name}": value for name, value in objective.items()}
        return self.filter(pk__in=self.model.objects.filter(**asked).values("pk"))

    def matching(self, question):
        """Return those that hold every word of a question."""
        words = words_of(question)
        return self.filter(matches(Asked(words))) if words else self.none()

    def for_list(self):
        """Return partnerships with what a line of a list shows of them: who leads, and how many take part."""
        leads = Membership.objects.filter(role=Membership.Role.LEAD).select_related("organisation", "round")
        number = models.Count("memberships__organisation", distinct=True)
        return self.annotate(n_members=number).prefetch_related(models.Prefetch("memberships", leads, "leads"))

    def running_on(self, day):
        return self.exclude(starts_on__gt=day).exclude(ends_on__lt=day)

    def ended_last(self, day):
        return self.order_by(Case(When(ends_on__lt=day, then=1), default=0), "slug")

    def with_member(self, **organisation):
        """Return those with a member that is such an organisation, in whatever role and round."""
        return self.filter(pk__in=Membership.objects.of_organisations(**organisation).values("partnership"))


class Partnership(Sourced):
    """A lasting agreement of several organisations."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        TO_COME = "to-come", _("to come")
        ENDED = "ended", _("ended")

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=hints.IN_ADDRESSES)
    name = TranslatedField(
        models.CharField(
            _("name"), max_length=200, blank=True, help_text=_("As its members call it, in each language that has one.")
        ),
        attrgetter=with_fallback,
    )
    agreement = TranslatedField(
        models.TextField(
            _("what it agreed"), blank=True, help_text=_("What the members do together, in two or three sentences.")
        ),
        attrgetter=with_fallback,
    )
    level = models.CharField(
        _("level"),
        max_length=10,
        choices=Organisation.Level,
        help_text=_("The level of government that it works at; its members can be of other levels."),
    )
    website = models.URLField(_("website"), blank=True, help_text=_("Where one can read more about it."))
    starts_on = models.DateField(_("starts on"), null=True, blank=True, help_text=_("Leave empty when not known."))
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("Leave empty when it has no end."))
    is_example = models.BooleanField(_("example"), default=False, editable=False)

    searched = Searched(titles=("name",), texts=("agreement",))

    objects = PartnershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="partnership_has_a_name",
                condition=~Q(name_nl="", name_en="", name_fr="", name_de=""),
                violation_error_message=_("Give the partnership a name in at least one language."),
            ),
            models.CheckConstraint(
                name="partnership_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A partnership cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("partnership_detail", args=[self.slug])

    @property
    def state(self):
        """Return whether it runs today, as `with_state` asks the database."""
        today = timezone.localdate()
        if self.starts_on and self.starts_on > today:
            return self.State.TO_COME
        return self.State.ENDED if self.ends_on and self.ends_on < today else self.State.RUNNING


class PartnershipRound(models.Model):
    """A round of money for partnerships, as Plan Samenleven has: in it a body is in one partnership only."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=hints.IN_ADDRESSES)
    name = TranslatedField(
        models.CharField(
            _("name"), max_length=200, blank=True, help_text=_("The source of money and its period, in a few words.")
        ),
        attrgetter=with_fallback,
    )
    starts_on = models.DateField(_("starts on"), help_text=_("The first day of the work that it pays."))
    ends_on = models.DateField(_("ends on"), help_text=_("The last day of that work."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("round of partnerships")
        verbose_name_plural = _("rounds of partnerships")
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                name="partnership_round_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A round cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="partnership_round_has_a_name",
                condition=~Q(name_nl="", name_en="", name_fr="", name_de=""),
                violation_error_message=_("Give the round a name in at least one language."),
            ),
        ]

    def __str__(self):
        return str(self.name)


class MembershipQuerySet(models.QuerySet):
    def of_organisations(self, **organisation):
        """Return the memberships of such organisations."""
        return self.filter(**{f"organisation__{name}": value for name, value in organisation.items()})

    def taking_part_on(self, day):
        """Return who takes part on a day: the partnership runs, and so does the round where there is one."""
        running = self.filter(partnership__in=Partnership.objects.running_on(day))
        return running.filter(Q(round=None) | Q(round__starts_on__lte=day, round__ends_on__gte=day))


class Membership(models.Model):
    """An organisation in a partnership, with its role: for good, or in one round of money.

    The round stands here and not at the partnership, since a partnership lasts and its members change with the rounds;
    so the database itself can keep that a body is in one partnership per round, and that one applies and receives.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        MEMBER = "member", _("member")
        ADVISER = "adviser", _("adviser")

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="memberships", verbose_name=_("partnership")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
        help_text=_("Who takes part."),
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        default=Role.MEMBER,
        help_text=_("The lead applies for the money and receives it."),
    )
    round = models.ForeignKey(
        PartnershipRound,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("round"),
        help_text=_("Only when it takes part in one round of money; leave empty for a lasting member."),
    )

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["partnership", "round", "role", "organisation"]
        constraints = [
            models.UniqueConstraint(
                name="membership_once_a_round",
                fields=["organisation", "round"],
                condition=Q(round__isnull=False),
                violation_error_message=_(
                    "This organisation is in a partnership of this round already: a body is in one partnership only."
                ),
            ),
            models.UniqueConstraint(
                name="membership_once_without_a_round",
                fields=["partnership", "organisation"],
                condition=Q(round__isnull=True),
                violation_error_message=_("This organisation is a member already."),
            ),
            models.UniqueConstraint(
                name="membership_one_lead_a_round",
                fields=["partnership", "round"],
                condition=Q(role="lead", round__isnull=False),
                violation_error_message=_("One organisation leads in a round: it applies, and receives the money."),
            ),
            models.UniqueConstraint(
                name="membership_one_lead",
                fields=["partnership"],
                condition=Q(role="lead", round__isnull=True),
                violation_error_message=_("A partnership has one lead."),
            ),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=["lead", "member", "adviser"])
            ),
        ]

    def __str__(self):
        return f"{self.organisation} ({self.get_role_display()})"
