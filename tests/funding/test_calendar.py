"""Calls in somebody's own calendar and reader of feeds: valid, in her language, with the filters of the page."""

import datetime
from xml.etree import ElementTree

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from funding.calendar import calendar_of
from funding.models import Call, Fund
from funding.timing import BRUSSELS
from tests.factories import CallFactory, EventFactory, FundFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ICS, FEED = "/calendar/calls.ics", "/feeds/calls.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime.datetime(2026, 5, 1, 12, tzinfo=BRUSSELS)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(NOON, tick=False):
        yield


def events_of(answer):
    calendar = Calendar.from_ical(answer.content if hasattr(answer, "content") else answer)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_a_calendar_holds_the_deadline_and_the_day_to_start_preparing_of_each_call(client):
    fund = FundFactory(abbreviation_en="AMIF")
    CallFactory(code="a", fund=fund, title_en="Towns", deadline=datetime.datetime(2026, 7, 16, 17, tzinfo=BRUSSELS))
    CallFactory(code="b", continuous=True)

    answer = client.get(f"{ICS}?language=en")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    deadline, start = (events_of(answer)[f"call-a-{name}@127.0.0.1"] for name in ("deadline", "start"))
    assert len(events_of(answer)) == 2
    assert deadline["summary"] == "Deadline: AMIF: Towns"
    assert deadline["dtend"].dt == datetime.datetime(2026, 7, 16, 17, tzinfo=BRUSSELS)
    assert deadline["dtend"].params["TZID"] == "Europe/Brussels"
    assert deadline["dtstamp"].dt == Call.objects.get(code="a").updated_at.replace(microsecond=0)
    assert (start["dtstart"].dt, start["dtend"].dt) == (datetime.date(2026, 5, 21), datetime.date(2026, 5, 22))
    assert deadline["url"] == "http://127.0.0.1:8000/en/funding/calls/a/"
    assert "Integration of newcomers\n€\u00a01,000,000\nopen" in deadline["description"]
    (zone,) = Calendar.from_ical(answer.content).walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Brussels"


def test_the_filters_of_the_page_narrow_it_and_it_speaks_the_language_of_the_address_or_the_program(client):
    CallFactory(code="a", fund=FundFactory(slug="amif"), checked_on=None)
    CallFactory(code="b")
    CallFactory(code="c", closed=True)
    assert {uid.split("-")[1] for uid in events_of(client.get(f"{ICS}?fund=amif"))} == {"a"}
    assert {uid.split("-")[1] for uid in events_of(client.get(f"{ICS}?state=open"))} == {"a", "b"}
    assert {uid.split("-")[1] for uid in events_of(client.get("/calendar/calls/b.ics"))} == {"b"}
    dutch, french = client.get(ICS), client.get(ICS, headers={"accept-language": "fr"})
    assert (dutch["Content-Language"], french["Content-Language"]) == ("nl", "fr")
    assert "Start met voorbereiden" in dutch.content.decode()
    assert "/fr/funding/calls/a/" in french.content.decode()
    assert "may have changed" in events_of(client.get(f"{ICS}?fund=amif&language=en")).popitem()[1]["description"]


@pytest.mark.parametrize("address", [ICS, FEED])
@pytest.mark.parametrize("query", ["fund=nowhere", "found=amif", "language=xx"])
def test_what_does_not_exist_is_refused_with_a_sentence(client, address, query):
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"].endswith(".")


def test_a_feed_has_an_entry_for_each_change_and_says_what_was_before(client):
    call = CallFactory(code="a", title_en="A & \x0b<b>", fund=FundFactory(abbreviation_en="AMIF"), continuous=True)
    moved = {"before": "2026-05-21T10:00:00Z", "after": None}
    EventFactory(subject=call, kind="call_deadline_moved", details=moved)
    EventFactory(subject=call, kind="call_amount_changed", details={"before": 500, "after": None})
    EventFactory(subject=call, kind="call_opening_moved", details={"before": None, "after": "2026-04-30 10:00:00"})
    CallFactory(code="b")

    feed = ElementTree.fromstring(client.get(f"{FEED}?language=en&fund={call.fund.slug}").content)  # noqa: S314 ours
    entries = {e.find(f"{ATOM}title").text: e.find(f"{ATOM}summary").text for e in feed.iter(f"{ATOM}entry")}
    assert {title: text.partition("\n")[0].replace("\u00a0", " ") for title, text in entries.items()} == {
        "New call: AMIF: A & <b>": "Integration of newcomers",
        "Deadline of a call moved: AMIF: A & <b>": "21 May 2026, 12:00 → no deadline",
        "Amount of a call changed: AMIF: A & <b>": "€ 5 → amount not stated",
        "Opening of a call moved: AMIF: A & <b>": "opening not known → 30 April 2026, 12:00",
    }
    assert len({entry.find(f"{ATOM}id").text for entry in feed.iter(f"{ATOM}entry")}) == 4
    assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith(f"{FEED}?language=en&fund={call.fund.slug}")


def test_a_call_that_is_not_there_has_no_calendar(client):
    CallFactory(code="a")
    assert client.get("/calendar/calls/b.ics").status_code == 404
    assert client.get("/calendar/calls/a.ics?language=xx").status_code == 400


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


@settings(max_examples=60, deadline=None)
@given(title=texts, code=st.from_regex(r"[-a-zA-Z0-9_]{1,80}", fullmatch=True), minutes=st.integers(0, 10**6))
def test_whatever_a_title_holds_lines_are_short_and_the_calendar_reads_back_the_same(title, code, minutes):
    deadline = NOON + datetime.timedelta(minutes=minutes)
    fund = Fund(slug="f", abbreviation_nl="F")
    call = Call(code=code, fund=fund, title_nl=title, objective_nl="x\ny;z,", deadline=deadline, updated_at=NOON)
    written = calendar_of([call], "nl")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
    found = events_of(written)[f"call-{code}-deadline@127.0.0.1"]
    assert found["summary"].endswith(f": F: {title}")
    assert found["dtend"].dt == deadline
