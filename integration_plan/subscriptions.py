"""What people take into their own programs: feeds, and calls and meetings as calendars, with the filters of pages."""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.exceptions import ValidationError

from domains.calendar import calendar_of_meetings
from domains.following import NAMES, Followed, query_of
from domains.models import Domain
from funding.calendar import calendar_of
from funding.expiry import until_a_call_changes
from funding.models import Call
from integration_plan import news, wording
from integration_plan.agenda import calendar_of_followed
from integration_plan.files import FILES, asked
from integration_plan.parameters import refuse_unknown_parameters
from integration_plan.problems import problem
from partnerships.models import Dialogue

LANGUAGE = "language"  # a program seldom says which language its owner reads


def language_of(request):
    """Return the language that the address asks for, else that of the program."""
    asked_for = request.GET.get(LANGUAGE) or translation.get_language()
    if asked_for not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise ValidationError({LANGUAGE: [_("There is no such language. These exist: %(known)s.") % {"known": known}]})
    return asked_for


def in_words(view):
    """Answer what cannot be asked of a view with problem details."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except ValidationError as error:
            return problem(400, errors=error.detail.items())

    return answer


def feed_of_list(request, noun, title, events_of=news.events_of):
    """Return what happened to what the filters of a list leave."""
    language, filters = language_of(request), asked(FILES[noun], request, LANGUAGE)
    with translation.override(language):
        body = wording.feed_of(events_of(filters.qs), str(title), request.get_full_path(), language)
    return as_feed(body, language)


@require_safe
@until_a_call_changes
@in_words
def calls_calendar(request):
    """The deadlines of calls, for a calendar that follows them; the same filters as the page."""
    language, filters = language_of(request), asked(FILES["calls"], request, LANGUAGE)
    return as_calendar(filters.qs.for_list(), language, "calls")


@require_safe
@until_a_call_changes
@in_words
def calls_feed(request):
    """What happened to calls, for a reader of feeds; the same filters as the page."""
    return feed_of_list(request, "calls", _("Calls"))


@require_safe
@in_words
def dialogues_calendar(request):
    """Meetings, for a calendar that follows them; the same filters as the page."""
    language, filters = language_of(request), asked(FILES["dialogues"], request, LANGUAGE)
    return as_calendar(filters.qs.for_list(), language, "dialogues", calendar_of_meetings)


@require_safe
@in_words
def dialogue_calendar(request, slug):
    """One meeting, to put into a calendar."""
    language = language_of(request)
    dialogue = get_object_or_404(Dialogue.objects.public(), slug=slug)
    return as_calendar([dialogue], language, slug, calendar_of_meetings)


@require_safe
@in_words
def dialogues_feed(request):
    """What happened to meetings, for a reader of feeds; the same filters as the page."""
    return feed_of_list(request, "dialogues", _("Dialogue"))


@require_safe
@in_words
def partnerships_feed(request):
    """What happened to partnerships and who is in them, for a reader of feeds; the same filters as the page."""
    return feed_of_list(request, "partnerships", _("Partnerships"))


@require_safe
@in_words
def measures_feed(request):
    """What happened to measures and was reported of them; the same filters as the page."""
    return feed_of_list(request, "measures", _("Measures"), news.events_of_measures)


@require_safe
@in_words
def followed_feed(request):
    """What happened to something that can be followed; the address says what, as `/following/` does."""
    language, followed = language_of(request), followed_by(request)
    with translation.override(language):
        found = news.events_of_followed(followed)
        body = wording.feed_of(found, followed.name, request.get_full_path(), language)
    return as_feed(body, language)


@require_safe
@until_a_call_changes
@in_words
def followed_calendar(request):
    """The days of something that can be followed: of its measures, and of the meetings and calls about the same."""
    language, followed = language_of(request), followed_by(request)
    return as_calendar(followed, language, "following", calendar_of_followed)


def followed_by(request):
    """Return what an address asks of what can be followed."""
    refuse_unknown_parameters(request, [*NAMES, LANGUAGE])
    query = query_of(request.GET)
    if not query:
        raise Http404
    return Followed(query)


@require_safe
@in_words
def changes_feed(request):
    """What changed on the whole site, or in what the address asks for, as `/changes/` does."""
    language = language_of(request)
    refuse_unknown_parameters(request, [*NAMES, news.KIND, LANGUAGE])
    followed, kind = news.asked(request.GET)
    with translation.override(language):
        title = followed.name if followed else gettext("What changed")
        body = wording.feed_of(news.found(followed, kind), title, request.get_full_path(), language)
    return as_feed(body, language)


@require_safe
@in_words
def domain_feed(request, slug):
    """What changed in one domain."""
    language = language_of(request)
    refuse_unknown_parameters(request, [LANGUAGE])
    domain = get_object_or_404(Domain, slug=slug)
    with translation.override(language):
        body = wording.feed_of(news.public_events(domain), str(domain.title), request.get_full_path(), language)
    return as_feed(body, language)


def as_feed(body, language):
    headers = {"Content-Language": language}
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8", headers=headers)


@require_safe
@until_a_call_changes
@in_words
def call_calendar(request, code):
    """The deadline of one call, to put into a calendar."""
    language = language_of(request)
    call = get_object_or_404(Call.objects.for_list(), code=code)
    return as_calendar([call], language, call.code)


def as_calendar(dated, language, name, written=calendar_of):
    with translation.override(language):
        body = written(dated, language)
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"', "Content-Language": language}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
