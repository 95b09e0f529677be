"""The log of events, and the page that tells what changed."""

import datetime
from io import StringIO
from xml.etree import ElementTree

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone, translation
from django.utils.formats import date_format

from domains.models import Measure
from funding.models import Call
from integration_plan import wording
from partnerships.models import Dialogue, Event, Partnership
from tests.factories import (
    CallFactory,
    DialogueFactory,
    DialogueSubjectFactory,
    DomainFactory,
    EventFactory,
    FollowerFactory,
    FollowFactory,
    MeasureFactory,
    MembershipFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnershipFactory,
    ReportFactory,
    ServedObjectiveFactory,
    TerritoryFactory,
    days_from_now,
)
from tests.reading import number_of_queries, text_of

ATOM = "{http://www.w3.org/2005/Atom}"

pytestmark = pytest.mark.django_db


def test_the_page_tells_what_changed_of_a_domain_the_newest_first_and_nothing_of_what_is_not_public_any_more(client):
    domain = DomainFactory(slug="housing")
    measure = MeasureFactory(objective__domain=domain, status="planned", title_nl="Taallessen")
    Measure.objects.filter(pk=measure.pk).update(status="running")
    ReportFactory(measure=measure)
    MeasureFactory(title_nl="Elders")
    call = CallFactory(title_nl="Geld voor huizen")
    call.domains.add(domain)
    EventFactory(
        subject=call, kind="call_deadline_moved", details={"before": None, "after": "2026-12-01T12:00:00+01:00"}
    )
    gone = MeasureFactory(objective__domain=domain, title_nl="Weg")
    Measure.objects.filter(pk=gone.pk).update(publication="withdrawn")

    everything, own = (
        client.get(address).content.decode() for address in ("/nl/changes/", "/nl/domains/housing/changes/")
    )
    assert "Elders" in everything
    assert "Elders" not in own
    assert "Weg" not in everything + own
    assert own.count("Taallessen") == 3
    assert "1 december 2026" in own.partition("Geld voor huizen")[0]
    assert "gepland" in own.partition("lopend")[0]
    assert client.get("/nl/domains/nowhere/changes/").status_code == 404


def test_however_many_events_there_are_a_page_reads_few_and_leads_to_those_before(client):
    measure = MeasureFactory()
    client.get("/nl/changes/")  # kinds of records are read once in a process
    few = number_of_queries(client, "/nl/changes/")
    EventFactory.create_batch(25, subject=measure, kind="measure_published")
    assert number_of_queries(client, "/nl/changes/") == few
    response = client.get("/nl/changes/")
    earlier = client.get(f"/nl/changes/?before={response.context['earlier']}")
    shown = [line.event.pk for page in (response, earlier) for line in page.context["lines"]]
    assert len(shown) == len(set(shown)) == 26
    for nonsense in ("x", "9" * 30, "-1", "٣"):
        assert client.get("/nl/changes/", {"before": nonsense}).status_code == 404


def titles_of(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return [title.text for title in ElementTree.fromstring(answer.content).iter(f"{ATOM}title")][1:]  # noqa: S314 ours


def test_feeds_tell_the_same_of_the_measures_a_filter_leaves_and_of_a_domain(client):
    domain = DomainFactory(slug="housing", title_nl="Huisvesting")
    measure = MeasureFactory(objective__domain=domain, status="planned", title_nl="Taallessen")
    Measure.objects.filter(pk=measure.pk).update(status="running")
    report = ReportFactory(measure=measure)
    MeasureFactory(title_nl="Elders", status="done")
    MeasureFactory(objective__domain=domain, draft=True)

    changed = ["Rapport goedgekeurd: Taallessen", "Status van een maatregel veranderd: Taallessen"]
    changed += ["Maatregel gepubliceerd: Taallessen"]
    assert sorted(titles_of(client.get("/feeds/domains/housing.atom?language=nl"))) == sorted(changed)
    assert sorted(titles_of(client.get("/feeds/measures.atom?language=nl&status=running"))) == sorted(changed)
    assert "gepland \N{RIGHTWARDS ARROW} lopend" in client.get("/feeds/measures.atom?language=nl").content.decode()
    few = number_of_queries(client, "/feeds/measures.atom")
    EventFactory.create_batch(5, subject=report, kind="report_approved")
    assert number_of_queries(client, "/feeds/measures.atom") == few


def test_what_happens_to_partnerships_and_meetings_is_told_to_who_follows_their_members_objectives_and_places(client):
    town = OrganisationFactory(slug="gent", territory=TerritoryFactory(code="44021"))
    objective = ObjectiveFactory(code="E1", domain__slug="education")
    partnership = PartnershipFactory(slug="welcome", name_en="Welcome", ends_on=days_from_now(9))
    MembershipFactory(partnership=partnership, organisation=town)
    ServedObjectiveFactory(partnership=partnership, objective=objective)
    Event.objects.update(at=timezone.now() - datetime.timedelta(days=2))
    MembershipFactory(partnership=partnership, organisation__name_en="The library")
    Partnership.objects.filter(pk=partnership.pk).update(ends_on=None)
    meeting = DialogueFactory(title_en="Language lessons", organisation=town)
    DialogueSubjectFactory(dialogue=meeting, objective=objective)
    Dialogue.objects.filter(pk=meeting.pk).update(is_called_off=True)
    PartnershipFactory(name_en="Another one")

    of_partnership = ["Partnership has a new member: Welcome", "Last day of a partnership moved: Welcome"]
    of_partnership += ["New partnership: Welcome"]
    of_meeting = ["Meeting announced: Language lessons", "Meeting called off: Language lessons"]
    for asked in ("organisation=gent", "objective=E1", "domain=education", "territory=44021", "partnership=welcome"):
        told = of_partnership + (of_meeting if "partnership" not in asked else [])
        assert sorted(titles_of(client.get(f"/feeds/following.atom?language=en&{asked}"))) == sorted(told), asked
    assert titles_of(client.get("/feeds/following.atom?organisation=gent&status=running")) == []
    feed = client.get("/feeds/partnerships.atom?language=en&organisation=gent")
    assert sorted(titles_of(feed)) == sorted(of_partnership)
    assert "The library" in feed.content.decode()
    assert "\N{RIGHTWARDS ARROW} no last day" in feed.content.decode()
    assert client.get("/feeds/partnerships.atom?organisation=nowhere").status_code == 400
    page = client.get("/en/partnerships/?organisation=gent").content.decode()
    assert 'rel="alternate" type="application/atom+xml" href="/feeds/partnerships.atom?language=en"' in page
    assert "/feeds/partnerships.atom?organisation=gent&amp;language=en" in page
    assert "partnership=welcome" in client.get("/en/partnerships/welcome/").content.decode()


def test_each_kind_of_event_is_shown_on_the_page_in_the_feed_and_in_the_digest(client):
    domain = DomainFactory(slug="housing")
    follow = FollowFactory(follower=FollowerFactory(by_mail=True, frequency="immediate"), query="domain=housing")
    measure = MeasureFactory(objective__domain=domain, draft=True, status="planned")
    Measure.objects.filter(pk=measure.pk).update(publication="published")
    Measure.objects.filter(pk=measure.pk).update(status="running")
    ReportFactory(measure=measure)
    call = CallFactory(opens_at=timezone.now() + datetime.timedelta(seconds=1))
    call.domains.add(domain)
    Call.objects.filter(pk=call.pk).update(deadline=None)
    meeting = DialogueSubjectFactory(objective=measure.objective).dialogue
    Dialogue.objects.filter(pk=meeting.pk).update(is_called_off=True)
    ServedObjectiveFactory(objective=measure.objective)

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        call_command("send_digests", stdout=StringIO())
        page = text_of(client.get("/en/domains/housing/changes/"))
        feed = client.get("/feeds/domains/housing.atom?language=en").content.decode()
    (digest,) = mail.outbox
    assert digest.to == [follow.follower.email]
    for told in (
        *("Measure published", "Status of a measure changed", "Report approved", "New call", "Call opened"),
        *("Deadline of a call moved", "Meeting announced", "Meeting called off", "New partnership"),
    ):
        assert (told in page, told in feed, told in digest.body) == (True, True, True), told
    with translation.override("en"):
        day = date_format(timezone.localtime(meeting.starts_at), "DATETIME_FORMAT")
    assert f"Meeting announced: {day}" in page
    assert f"Meeting announced: {day} · {meeting.title_en}" in digest.body


def test_the_page_and_its_feed_are_narrowed_by_domain_and_by_what_happened_and_pages_before_keep_that(client):
    domain = DomainFactory(slug="housing", title_en="Housing")
    measure = MeasureFactory(objective__domain=domain, title_en="Buddies")
    Measure.objects.filter(pk=measure.pk).update(status="stopped")
    MeasureFactory(title_en="Elsewhere")
    CallFactory(title_en="Money").domains.add(domain)
    for asked, shown in (
        ("", {"Buddies", "Elsewhere", "Money"}),
        ("domain=&kind=", {"Buddies", "Elsewhere", "Money"}),
        ("domain=housing&kind=", {"Buddies", "Money"}),
        ("domain=&kind=measure_published", {"Buddies", "Elsewhere"}),
        ("domain=housing&kind=measure_published", {"Buddies"}),
        ("domain=housing&kind=call_new", {"Money"}),
        ("domain=housing&kind=meeting_moved", set()),
    ):
        page = client.get(f"/en/changes/?{asked}")
        assert {line.title for line in page.context["lines"]} == shown, asked
        feed = page.content.decode().partition('type="application/atom+xml" href="')[2].partition('"')[0]
        told = titles_of(client.get(feed.replace("&amp;", "&")))
        assert {title.rpartition(": ")[2].removeprefix("AMIF: ") for title in told} == shown, asked
    assert "Nothing of this has happened yet" in text_of(page)
    page = client.get("/en/domains/housing/changes/?kind=measure_status")
    assert [line.event.kind for line in page.context["lines"]] == ["measure_status"]

    EventFactory.create_batch(21, subject=measure, kind="measure_status", details={"before": "done", "after": "done"})
    page = client.get(f"/en/changes/?organisation={measure.organisation.slug}&kind=measure_status")
    assert f'type="hidden" name="organisation" value="{measure.organisation.slug}"' in page.content.decode()
    earlier = f"?organisation={measure.organisation.slug}&kind=measure_status&before={page.context['earlier']}"
    assert earlier.replace("&", "&amp;") in page.content.decode()
    assert len(client.get(f"/en/changes/{earlier}").context["lines"]) == 2
    for nonsense in ("kind=nonsense", "domain=nowhere", "domain=nowhere&kind=call_new"):
        assert client.get(f"/en/changes/?{nonsense}").status_code == 404
        assert client.get(f"/feeds/changes.atom?{nonsense}").status_code == 404
    assert client.get("/feeds/changes.atom?nonsense=1").status_code == 400


def test_every_kind_of_event_can_be_chosen_and_stands_under_its_noun():
    chosen = [kind for _noun, kinds in wording.kinds_by_noun() for kind, _words in kinds]
    assert sorted(chosen) == sorted(Event.Kind.values)


@pytest.mark.any_database
def test_an_empty_feed_stays_the_same_and_a_feed_refuses_what_it_does_not_know(client):
    DomainFactory(slug="housing")
    assert client.get("/feeds/domains/nowhere.atom").status_code == 404
    assert "<updated>2021-01-01T00:00:00+00:00</updated>" in client.get("/feeds/measures.atom").content.decode()
    for question in ("?language=xx", "?status=running"):
        assert client.get(f"/feeds/domains/housing.atom{question}").status_code == 400
    for question in ("?language=xx", "?status=lopend", "?nonsense=1"):
        assert client.get(f"/feeds/measures.atom{question}").status_code == 400
