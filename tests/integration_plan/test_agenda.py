"""The days of what somebody follows, in her own calendar: of measures, and of meetings and calls about the same."""

import datetime

import pytest
import time_machine
from icalendar import Calendar

from domains.models import Measure
from funding.timing import BRUSSELS
from integration_plan import agenda
from partnerships import merging
from tests.factories import (
    CallFactory,
    DialogueFactory,
    DialogueSubjectFactory,
    DomainFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    TerritoryFactory,
)
from tests.reading import number_of_queries

pytestmark = pytest.mark.django_db

ICS = "/calendar/following.ics"
NOON = datetime.datetime(2026, 5, 1, 12, tzinfo=BRUSSELS)
TO_COME = {"starts_on": datetime.date(2026, 6, 1), "ends_on": datetime.date(2026, 9, 30)}


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def housing():
    return DomainFactory(slug="housing", title_en="Housing")


def events_in(client, query):
    answer = client.get(f"{ICS}?{query}&language=en")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    return {str(event["uid"]).removesuffix("@127.0.0.1"): event for event in Calendar.from_ical(answer.content).events}


def meet(slug, objective=None, **details):
    dialogue = DialogueFactory(slug=slug, starts_at=NOON + datetime.timedelta(days=9), ends_at=None, **details)
    if objective:
        DialogueSubjectFactory(dialogue=dialogue, objective=objective)
    return dialogue


def close(code, domain, **details):
    CallFactory(code=code, deadline=NOON + datetime.timedelta(days=90), **details).domains.add(domain)


OF_M1 = {"measure-m-1-start", "measure-m-1-end"}
OF_A_CALL = {"call-c-1-start", "call-c-1-deadline"}


def test_a_domain_an_objective_a_place_or_a_filter_has_the_days_of_its_measures_meetings_and_calls(client, housing):
    objective = ObjectiveFactory(code="H1", domain=housing)
    gent = TerritoryFactory(code="44021")
    organisation = OrganisationFactory(slug="gent")
    MeasureFactory(reference="m-1", objective=objective, territory=gent, organisation=organisation, **TO_COME)
    MeasureFactory(objective__domain=DomainFactory(slug="health"), **TO_COME)
    meet("talks", objective, territory=gent, organisation=organisation)
    meet("elsewhere")
    meet("hidden", objective, publication="draft")
    close("c-1", housing, territory=gent)
    close("c-2", DomainFactory())
    meeting = {"dialogue-talks"}
    for query, found in {
        "domain=housing": OF_M1 | OF_A_CALL | meeting,
        "objective=H1": OF_M1 | OF_A_CALL | meeting,
        "territory=44021": OF_M1 | OF_A_CALL | meeting,
        "organisation=gent": OF_M1 | meeting,
        "measure=m-1": OF_M1,
        "target_group=nobody": None,
        "domain=housing&territory=44021": OF_M1 | OF_A_CALL | meeting,
        "domain=housing&status=running": OF_M1,  # as the feed: meetings and calls do not run
        "domain=health&territory=44021": set(),
    }.items():
        if found is None:
            assert client.get(f"{ICS}?{query}").status_code == 404
        else:
            assert events_in(client, query).keys() == found, query


def test_the_days_of_a_measure_are_whole_days_with_the_same_names_each_time(client):
    measure = MeasureFactory(
        reference="m-1", title_en="Buddies; \x0b<b>, " + "long " * 30, organisation__name_en="City", **TO_COME
    )
    start, end = events_in(client, "measure=m-1").values()
    assert start["summary"] == f"Start: {measure.title_en}".replace("\x0b", "")
    assert (start["dtstart"].dt, start["dtend"].dt) == (datetime.date(2026, 6, 1), datetime.date(2026, 6, 2))
    assert (end["dtstart"].dt, end["dtend"].dt) == (datetime.date(2026, 9, 30), datetime.date(2026, 10, 1))
    assert start["last-modified"].dt == start["dtstamp"].dt == Measure.objects.get().updated_at.replace(microsecond=0)
    assert start["url"] == "http://127.0.0.1:8000/en/measures/m-1/"
    assert start["description"] == "City\nrunning"
    Measure.objects.update(starts_on=datetime.date(2025, 4, 30), ends_on=None, is_example=True)
    assert events_in(client, "measure=m-1") == {}  # more than a year ago
    Measure.objects.update(starts_on=datetime.date(2025, 5, 1))
    assert events_in(client, "measure=m-1")["measure-m-1-start"]["summary"].startswith("Start: EXAMPLE: ")
    Measure.objects.update(status="stopped")
    assert events_in(client, "measure=m-1") == {}


def test_what_is_merged_is_found_as_what_it_became_and_what_is_withdrawn_by_nobody(client, housing):
    old, new = OrganisationFactory(slug="old"), OrganisationFactory(slug="new")
    merging.merge(old, new)
    measure = MeasureFactory(reference="m-1", organisation=new, objective__domain=housing, **TO_COME)
    MeasureFactory(reference="m-2", publication="withdrawn", merged_into=measure, organisation=new, **TO_COME)
    assert events_in(client, "organisation=old").keys() == events_in(client, "measure=m-2").keys() == OF_M1
    Measure.objects.update(publication="withdrawn")
    assert events_in(client, "domain=housing") == {}
    assert client.get(f"{ICS}?measure=m-1").status_code == 404


def test_an_objective_is_found_in_the_next_plan_too(client):
    after = ObjectiveFactory(code="N1")
    ObjectiveFactory(code="O1", successor=after)
    MeasureFactory(reference="m-1", objective=after, **TO_COME)
    meet("talks", after)
    close("c-1", after.domain)
    assert events_in(client, "objective=O1").keys() == OF_M1 | OF_A_CALL | {"dialogue-talks"}


def test_what_cannot_be_asked_is_refused_and_what_nothing_changed_in_is_not_sent_again(client, housing):
    assert client.get(ICS).status_code == 404
    assert client.get(f"{ICS}?domain=nowhere").status_code == 404
    assert client.get(f"{ICS}?nothing=1").status_code == 400
    assert client.get(f"{ICS}?domain=housing&language=xx").status_code == 400
    close("c-1", housing)
    answer = client.get(f"{ICS}?domain=housing")
    assert answer["Expires"] == "Thu, 30 Jul 2026 10:00:00 GMT"  # the call closes then
    again = client.get(f"{ICS}?domain=housing", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_calendar_of_many_measures_takes_as_many_queries_as_one_of_few_and_says_what_it_leaves_out(
    client, housing, monkeypatch
):
    def queries():
        MeasureFactory(objective__domain=housing, **TO_COME)
        meet(f"talks-{Measure.objects.count()}", ObjectiveFactory(domain=housing))
        close(f"c-{Measure.objects.count()}", housing)
        return number_of_queries(client, f"{ICS}?domain=housing&language=en")

    client.get(f"{ICS}?domain=housing")
    few = queries()
    assert queries() == few <= 10
    assert b"X-WR-CALDESC" not in client.get(f"{ICS}?domain=housing&language=en").content
    monkeypatch.setattr(agenda, "MOST", 1)
    assert b"X-WR-CALDESC:Of the measures only the 1" in client.get(f"{ICS}?domain=housing&language=en&plan=").content
    names = [name for name in events_in(client, "domain=housing&plan=") if "measure" in name]
    assert len(names) == 2
