"""What changed, for everybody: the log of events, without what is about something that is not public (any more)."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from domains.dialogue_filter import DialogueFilter
from domains.following import NAMES, Followed, query_of
from domains.models import Correction, Domain, Measure, Question, Report
from domains.partnership_filters import OnePartnershipFilter
from funding.models import Call
from integration_plan.wording import kinds_by_noun, lines_of
from partnerships import events
from partnerships.models import Dialogue, Event, Partnership

MANY = 20
KIND = "kind"
PARTNERSHIPS_BY = {"plan", "domain", "objective", "territory", "organisation", "partnership"}
MEETINGS_BY = {"domain", "objective", "territory", "organisation", "measure"}
DIGITS = 18  # of the largest key there can be


@dataclass(frozen=True, slots=True)
class Subject:
    """What events are about: the records that are public, with what a line shows of them, and where their domain is."""

    records: QuerySet
    domain: str


SUBJECTS = (
    Subject(Measure.objects.public().select_related("organisation", "objective__domain"), "objective__domain"),
    Subject(
        Report.objects.public().select_related("measure__organisation", "measure__objective__domain"),
        "measure__objective__domain",
    ),
    Subject(Call.objects.for_list(), "domains"),
    Subject(Question.objects.public().select_related("organisation"), "domain"),
    Subject(Dialogue.objects.public().select_related("organisation"), "subjects__objective__domain"),
    Subject(Partnership.objects.all(), "served__objective__domain"),
    Subject(Correction.objects.public().select_related("measure"), "measure__objective__domain"),
)


def public_events(domain=None):
    """Return what happened to what is public (of a domain), the newest first, with what a line shows of it."""
    return _events_about(
        *(subject.records.filter(**{subject.domain: domain}) if domain else subject.records for subject in SUBJECTS)
    )


def events_of_measures(measures):
    """Return what happened to these public measures and their reports, the newest first."""
    return _events_about(measures, Report.objects.public().filter(measure__in=measures.values("pk")))


def events_of(records):
    """Return what happened to these public records of one noun, the newest first."""
    return _events_about(records)


def events_of_followed(followed):
    """Return what happened to something that can be followed, the newest first.

    Of a whole domain that is all there is about it; else measures with their reports, and the partnerships and
    meetings that the same question finds.
    """
    if followed.domain:
        return public_events(followed.domain)
    measures = followed.among(Measure.objects.public())
    reports = Report.objects.public().filter(measure__in=measures.values("pk"))
    partnerships = followed.about(OnePartnershipFilter, PARTNERSHIPS_BY, Partnership.objects.all())
    meetings = followed.about(DialogueFilter, MEETINGS_BY, Dialogue.objects.public())
    return _events_about(measures, reports, partnerships, meetings)


def _events_about(*records):
    shown = GenericPrefetch("subject", [subject.records.all() for subject in SUBJECTS])
    told_of = reduce(or_, map(events.about, records))
    return Event.objects.filter(told_of).order_by("-at", "-pk").prefetch_related(shown)


def page_of(followed):
    """Return the address of the page that tells all that happened to something that is followed."""
    return f"{reverse('changes')}?{followed.asked.urlencode()}"


def asked(parameters):
    """Return what an address asks for: something that can be followed, else None for all there is; and a kind."""
    query = query_of(parameters)
    if not query and any(map(parameters.get, NAMES)):
        raise Http404
    return Followed(query) if query else None, kind_in(parameters)


def kind_in(parameters):
    """Return the kind of event that an address asks for; nothing for all of them."""
    kind = parameters.get(KIND, "")
    if kind not in ("", *Event.Kind.values):
        raise Http404
    return kind


def found(followed, kind):
    """Return what happened, of one kind when one is asked for, the newest first."""
    happened = events_of_followed(followed) if followed else public_events()
    return happened.filter(kind=kind) if kind else happened


def changes(request):
    """What changed on the whole site, or in what the filters of the list of measures leave."""
    followed, kind = asked(request.GET)
    return _page(request, followed, kind)


def domain_changes(request, slug):
    """What changed in one domain."""
    domain = get_object_or_404(Domain.objects.select_related("plan"), slug=slug)
    return _page(request, Followed(urlencode({"domain": slug})), kind_in(request.GET), domain=domain)


def _page(request, followed, kind, **context):
    """Show some events, and the way to those before them; however many there are, only these are read."""
    happened = found(followed, kind)
    if "before" in request.GET:
        happened = happened.filter(_before(request.GET["before"]))
    shown = list(happened[: MANY + 1])
    query = followed.asked.copy() if followed else QueryDict(mutable=True)
    other = [(name, value) for name, values in query.lists() if name != "domain" for value in values]
    if kind:
        query[KIND] = kind
    context |= {
        "lines": lines_of(shown[:MANY]),
        "earlier": shown[MANY - 1].pk if len(shown) > MANY else None,
        "is_first": "before" not in request.GET,
        "followed": followed,
        "kind": kind,
        "kinds": kinds_by_noun(),
        "domains": Domain.objects.select_related("plan"),
        "other": other,
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "integration_plan/changes.html", context)


def _before(key):
    """Return the condition that an event happened before the one with this key."""
    if not (key.isascii() and key.isdecimal() and len(key) <= DIGITS):
        raise Http404
    event = get_object_or_404(Event, pk=key)
    return Q(at__lt=event.at) | Q(at=event.at, pk__lt=event.pk)
