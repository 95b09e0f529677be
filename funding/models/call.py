"""Calls for proposals: what one can apply for, where, for what, who, how much, and until when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Min, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains.models import Domain
from domains.money import EuroField
from funding import timing
from funding.models.fund import Fund
from funding.models.law import Programme
from funding.questions import QUESTIONS
from funding.timing import State
from partnerships import places
from partnerships.languages import with_fallback
from partnerships.models import Territory
from partnerships.provenance import Sourced
from partnerships.search import Asked, Searched, matches
from partnerships.words import words_of

FIRST, SECOND, THIRD, LAST = range(4)
RANKS = {State.OPEN: FIRST, State.CONTINUOUS: SECOND, State.ANNOUNCED: THIRD, State.CLOSED: LAST}


def conditions(now):
    """Return the condition of each state at a moment, in the order in which they are asked, as `Terms.state` does."""
    return {
        State.CLOSED: Q(deadline__lte=now),
        State.ANNOUNCED: Q(opens_at__isnull=True) | Q(opens_at__gt=now),
        State.CONTINUOUS: Q(deadline__isnull=True),
        State.OPEN: Q(),
    }


class CallQuerySet(models.QuerySet):
    """Calls, narrowed step by step."""

    def with_state(self, now):
        """Annotate each call with its state at a moment, as `state_then`."""
        whens = [When(asked, then=Value(state)) for state, asked in conditions(now).items() if asked]
        return self.annotate(state_then=Case(*whens, default=Value(State.OPEN), output_field=models.CharField()))

    def in_state(self, *states, now):
        return self.with_state(now).filter(state_then__in=states)

    def not_closed(self, now):
        return self.exclude(deadline__lte=now)

    def for_place(self, territory):
        """Return the calls for a place: for itself, a part of it, or a place it lies in."""
        around = Q(territory__path__in=places.ancestors(territory.path))
        end = places.end_of(territory.path)
        return self.filter(around | Q(territory__path__gte=territory.path, territory__path__lt=end))

    def matching(self, question):
        """Return the calls that hold every word of a question."""
        words = words_of(question)
        return self.filter(matches(Asked(words))) if words else self.none()

    def nearest_first(self, now):
        """Return the calls that close next first, then those without a deadline, those that open next, and the past."""
        ranked = Case(*[When(state_then=state, then=Value(rank)) for state, rank in RANKS.items()])
        coming = Case(
            When(state_then=State.OPEN, then=F("deadline")), When(state_then=State.ANNOUNCED, then=F("opens_at"))
        )
        return self.with_state(now).order_by(ranked, coming.asc(nulls_last=True), F("deadline").desc(), "code")

    def for_list(self):
        """Return calls with what a line of a list shows of them."""
        return self.select_related("fund", "territory")

    def next_change(self, now):
        """Return the next moment at which a call opens or closes by itself, or None."""
        found = self.aggregate(
            opens=Min("opens_at", filter=Q(opens_at__gt=now)), closes=Min("deadline", filter=Q(deadline__gt=now))
        )
        return min((moment for moment in found.values() if moment), default=None)


class Call(Sourced):
    """A call for proposals of a fund, with at least what Article 49(2) of Regulation (EU) 2021/1060 asks to publish."""

    code = models.SlugField(
        _("code"), max_length=80, unique=True, help_text=_("The number or code that its publisher gave it.")
    )
    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="calls", verbose_name=_("fund"), help_text=_("Whose money it gives.")
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("programme"),
        help_text=_("The programme of that fund which it is part of; leave empty where there is none."),
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        related_name="calls",
        verbose_name=_("place"),
        help_text=_("Where the money is meant for: the European Union when everybody there can apply."),
    )
    domains = models.ManyToManyField(
        Domain,
        blank=True,
        related_name="calls",
        verbose_name=_("domains"),
        help_text=_("What it is about: readers narrow the list of calls by it."),
    )
    title = TranslatedField(
        models.CharField(_("title"), max_length=300, blank=True, help_text=_("As its publisher calls it.")),
        attrgetter=with_fallback,
    )
    summary = TranslatedField(
        models.TextField(_("summary"), blank=True, help_text=_("What it is about, in two or three plain sentences.")),
        attrgetter=with_fallback,
    )
    objective = TranslatedField(
        models.CharField(
            _("what it is for"),
            max_length=300,
            blank=True,
            help_text=_("The policy objective or specific objective, as the call names it."),
        ),
        attrgetter=with_fallback,
    )
    applicants = TranslatedField(
        models.CharField(
            _("who can apply"),
            max_length=400,
            blank=True,
            help_text=_("In the words of the call, with its conditions."),
        ),
        attrgetter=with_fallback,
    )
    applicant = models.JSONField(
        _("kinds of applicants"),
        default=list,
        blank=True,
        help_text=_("None ticked: everybody, as far as is known. The finder leaves the call out for others."),
    )
    type = models.JSONField(
        _("kinds of work"),
        default=list,
        blank=True,
        help_text=_("None ticked: all, as far as is known. The finder leaves the call out for other work."),
    )
    amount = EuroField(
        _("money for this call"), null=True, blank=True, help_text=_("All that it gives; empty when it does not say.")
    )
    min_grant = EuroField(
        _("least for one applicant"), null=True, blank=True, help_text=_("In euros; empty when the call does not say.")
    )
    max_grant = EuroField(
        _("most for one applicant"), null=True, blank=True, help_text=_("In euros; empty when the call does not say.")
    )
    rate = models.DecimalField(
        _("share the EU pays, in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of the eligible cost, such as 70; empty when the call does not say."),
    )
    opens_at = models.DateTimeField(
        _("opens on"),
        null=True,
        blank=True,
        help_text=_("In Brussels time. Leave empty as long as it is not known: the call is announced until then."),
    )
    deadline = models.DateTimeField(
        _("deadline"),
        null=True,
        blank=True,
        help_text=_("In Brussels time; 23:59 when the call names a day only. Leave empty when there is no deadline."),
    )
    contact_name = models.CharField(_("contact"), max_length=160, blank=True, help_text=_("A service, not a person."))
    contact_email = models.EmailField(
        _("e-mail of the contact"), blank=True, help_text=_("The mailbox of a service, not of a person.")
    )
    website = models.URLField(
        _("web address of the call"),
        max_length=300,
        blank=True,
        help_text=_("The page on which one reads it and applies."),
    )
    is_example = models.BooleanField(_("example"), default=False, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    searched = Searched(titles=("title",), texts=("summary", "objective", "applicants"), codes=("code",))

    objects = CallQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[domains])

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="call_has_a_title",
                condition=~Q(title_nl="", title_en="", title_fr="", title_de=""),
                violation_error_message=_("Give the call a title in at least one language."),
            ),
            models.CheckConstraint(
                name="call_says_what_it_is_for",
                condition=~Q(objective_nl="", objective_en="", objective_fr="", objective_de=""),
                violation_error_message=_("Say in at least one language what the call is for."),
            ),
            models.CheckConstraint(
                name="call_closes_after_it_opens",
                condition=Q(opens_at__isnull=True) | Q(deadline__isnull=True) | Q(deadline__gt=F("opens_at")),
                violation_error_message=_("A call cannot close before it opens."),
            ),
            models.CheckConstraint(
                name="call_amounts_are_more_than_nothing",
                condition=(Q(amount__isnull=True) | Q(amount__gt=0))
                & (Q(min_grant__isnull=True) | Q(min_grant__gt=0))
                & (Q(max_grant__isnull=True) | Q(max_grant__gt=0)),
                violation_error_message=_("An amount is more than zero; leave empty what the call does not state."),
            ),
            models.CheckConstraint(
                name="call_least_grant_is_not_above_the_most",
                condition=Q(min_grant__isnull=True) | Q(max_grant__isnull=True) | Q(min_grant__lte=F("max_grant")),
                violation_error_message=_("The least for one applicant is not more than the most."),
            ),
            models.CheckConstraint(
                name="call_rate_is_percent",
                condition=Q(rate__isnull=True) | Q(rate__range=(0, 100)),
                violation_error_message=_("A share is between 0 and 100 percent."),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("call_detail", args=[self.code])

    def clean(self):
        if self.programme_id and self.fund_id and self.programme.fund_id != self.fund_id:
            raise ValidationError({"programme": _("This programme is of another fund.")})

    @property
    def terms(self):
        return timing.Terms(self.opens_at, self.deadline)

    @property
    def state(self):
        """Return whether one can apply now."""
        return self.terms.state(timezone.now())

    @property
    def kinds_of_applicants(self):
        """Return who can apply, in the reader's language."""
        return [label for value, label in QUESTIONS["applicant"].choices if value in self.applicant]

    @property
    def types(self):
        """Return the kinds of work it pays for, in the reader's language."""
        return [label for value, label in QUESTIONS["type"].choices if value in self.type]

    @property
    def days_left(self):
        """Return how many midnights lie before the deadline; None without one."""
        return self.deadline and (timezone.localdate(self.deadline) - timezone.localdate()).days

    @property
    def start_preparing_on(self):
        return timing.start_preparing_on(self.deadline)

    @property
    def is_uncertain(self):
        """Say whether it may have changed, since nobody read its source for long; what is closed does not change."""
        return self.state != State.CLOSED and timing.is_uncertain(self.checked_on, timezone.localdate())
