"""The log of events, and the page that tells what changed."""

from xml.etree import ElementTree

import pytest

from domains.models import Measure
from tests.factories import CallFactory, DomainFactory, EventFactory, MeasureFactory, ReportFactory
from tests.reading import number_of_queries

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


@pytest.mark.any_database
def test_an_empty_feed_stays_the_same_and_a_feed_refuses_what_it_does_not_know(client):
    DomainFactory(slug="housing")
    assert client.get("/feeds/domains/nowhere.atom").status_code == 404
    assert "<updated>2021-01-01T00:00:00+00:00</updated>" in client.get("/feeds/measures.atom").content.decode()
    for question in ("?language=xx", "?status=running"):
        assert client.get(f"/feeds/domains/housing.atom{question}").status_code == 400
    for question in ("?language=xx", "?status=lopend", "?nonsense=1"):
        assert client.get(f"/feeds/measures.atom{question}").status_code == 400
