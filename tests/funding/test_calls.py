"""Calls: what the database keeps, what a change records, and what the public sees of them."""

import datetime
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from funding.models import Call
from funding.timing import BRUSSELS, State
from partnerships.models import Event
from tests.back_office import at_work, fill_in, messages_of
from tests.back_office import text_of as source_of
from tests.factories import CallFactory, DomainFactory, FundFactory, ProgrammeFactory, TerritoryFactory, UserFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db

LIST = "/en/funding/calls/"
NOON = datetime.datetime(2026, 5, 1, 12, tzinfo=BRUSSELS)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def gent():
    union = TerritoryFactory(code="EU27", level="eu", path="0001")
    region = TerritoryFactory(code="BE2", level="nuts1", parent=union, path="00010001")
    return TerritoryFactory(code="44021", parent=region, path="000100010001")


def codes(page):
    return re.findall(r'href="/en/funding/calls/([^"/?]+)/"', page.content.decode())


# The database.


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (dict.fromkeys(("title_nl", "title_en"), ""), "Give the call a title in at least one language."),
        (dict.fromkeys(("objective_nl", "objective_en"), ""), "Say in at least one language what the call is for."),
        ({"opens_at": NOON, "deadline": NOON}, "A call cannot close before it opens."),
        ({"amount": 0}, "An amount is more than zero; leave empty what the call does not state."),
        ({"min_grant": 2, "max_grant": 1}, "The least for one applicant is not more than the most."),
        ({"rate": 101}, "A share is between 0 and 100 percent."),
    ],
)
def test_a_call_that_cannot_be_is_refused_with_a_sentence_and_by_the_database(wrong, sentence):
    call = CallFactory.build(fund=FundFactory(), territory=TerritoryFactory(), **wrong)
    with translation.override("en"), pytest.raises(ValidationError, match=re.escape(sentence[:30])):
        call.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        call.save()


@pytest.mark.any_database
def test_a_programme_is_of_the_fund_of_the_call():
    programme = ProgrammeFactory()
    CallFactory(programme=programme, fund=programme.fund).full_clean()
    with pytest.raises(ValidationError):
        CallFactory(programme=programme).full_clean()


def test_the_database_and_a_record_say_the_same_of_every_state_at_every_moment():
    days = [(None, None), (-1, None), (0, None), (1, None), (None, 0), (None, 1), (-1, 0), (-1, 1), (1, 2)]
    for opens, closes in days:
        CallFactory(
            opens_at=opens if opens is None else NOON + opens * A_DAY,
            deadline=closes if closes is None else NOON + closes * A_DAY,
        )
    seen = set()
    for days in (-2, -1, 0, 1, 2):
        now = NOON + days * A_DAY
        calls = list(Call.objects.with_state(now))
        assert [call.terms.state(now) for call in calls] == [call.state_then for call in calls]
        assert {call.pk for call in Call.objects.not_closed(now)} == {
            call.pk for call in calls if call.state_then != State.CLOSED
        }
        seen |= {call.state_then for call in calls}
    assert seen == set(State)


# The back office.


def test_a_curator_logs_a_call_in_brussels_time_and_moves_its_deadline(gent):
    desk, fund = at_work(UserFactory(curator=True)), FundFactory()
    typed = {
        "title_en": "Reception", "objective_en": "Integration", "code": "amif-1", "fund": fund.pk, "territory": gent.pk,
        "opens_at": "2026-01-10T00:00", "deadline": "2036-07-16T17:00", "amount": "2500000", "rate": "75",
        "applicant": ["municipality", "ngo"], "type": ["reception_onestop"], "basis": "seen",
    }  # fmt: skip
    with time_machine.travel(NOON):
        page = fill_in(desk, "/admin/funding/call/add/", **typed)
        call = Call.objects.get()
        assert messages_of(page)
        assert call.deadline == datetime.datetime(2036, 7, 16, 15, tzinfo=datetime.UTC)
        assert call.applicant == ["municipality", "ngo"]
        change = f"/admin/funding/call/{call.pk}/change/"
        assert 'value="2036-07-16T17:00"' in source_of(desk.get(change))
        fill_in(desk, change, deadline="2036-08-16T17:00")
        fill_in(desk, change, deadline="2026-04-16T17:00")
    told = Event.objects.order_by("pk").values_list("kind", flat=True)
    assert [*told] == ["call_new", "call_deadline_moved", "call_closed_early"]
    assert call.history.count() == 3
    listing = desk.get("/admin/funding/call/?state=closed")
    assert "Reception" in source_of(listing)
    assert "Reception" not in source_of(desk.get("/admin/funding/call/?state=open"))


# What the public sees.


def test_the_list_shows_first_what_closes_next_and_last_what_is_over(client):
    CallFactory(code="closed", closed=True)
    CallFactory(code="announced", announced=True)
    CallFactory(code="continuous", continuous=True)
    CallFactory(code="late", deadline=timezone.now() + 20 * A_DAY)
    CallFactory(code="soon", deadline=timezone.now() + 2 * A_DAY)
    assert codes(client.get(LIST)) == ["soon", "late", "continuous", "announced", "closed"]


def test_the_filters_narrow_the_list_and_a_town_sees_calls_for_all_places_around_it(client, gent):
    housing = DomainFactory(slug="housing")
    amif = FundFactory(slug="amif")
    here = CallFactory(code="here", territory=gent, fund=amif, title_en="Neighbours", applicant=["ngo", "school"])
    here.domains.add(housing)
    CallFactory(code="union", territory=gent.parent.parent, applicant=["municipality"])
    CallFactory(code="elsewhere", territory=TerritoryFactory(code="BE3", path="00010002"), closed=True)

    def found(query):
        return set(codes(client.get(f"{LIST}?{query}")))

    assert found("territory=44021") == found("territory=BE2") == {"here", "union"}
    assert found("domain=housing") == found("fund=amif") == found("q=neighbours") == {"here"}
    assert found("applicant=school") == {"here", "elsewhere"}  # who names nobody may take everybody
    assert found("state=open&state=continuous") == {"here", "union"}
    assert found("state=closed") == {"elsewhere"}
    assert found("state=announced") == set()
    assert found("q=%2C") == set()
    wrong = client.get(f"{LIST}?state=ajar")
    assert wrong.status_code == 400


@pytest.mark.any_database
def test_the_page_of_a_call_says_what_is_known_and_what_is_not(client, gent):
    with time_machine.travel(NOON, tick=False):
        domain = DomainFactory(title_en="Housing")
        full = CallFactory(
            code="full", territory=gent, deadline=NOON + 60 * A_DAY, min_grant=1000, max_grant=5000, rate="70.50",
            applicants_en="Towns with a partner", applicant=["municipality"], type=["infrastructure"],
            contact_name="Service Europe", contact_email="europe@example.org", website="https://example.org/call",
        )  # fmt: skip
        full.domains.add(domain)
        page = client.get(f"{LIST}full/")
        text = text_of(page)
        for said in [
            "60 days left", "Start preparing 5 May 2026", "8 weeks before the deadline",
            "€\u00a01,000,000", "At least", "70.5%", "Towns with a partner", "a municipality", "building or renovation",
            "Housing", "Service Europe",
        ]:  # fmt: skip
            assert said.replace("\u00a0", " ").casefold() in text.replace("\u00a0", " ").casefold(), said
        assert "cofinancing/?call=70.50" in page.content.decode()
        assert "may have changed." not in text.replace("is marked as one that may have changed.", "")
        CallFactory(code="bare", announced=True, opens_at=None, deadline=None, amount=None, checked_on=None)
        text = text_of(client.get(f"{LIST}bare/"))
        assert "day of opening not known yet" in text
        assert "Nobody has compared this with its source yet" in text
        assert text.count("not stated") == 3


@pytest.mark.any_database
def test_a_stale_call_and_an_example_say_so_wherever_they_stand(client):
    long_ago = timezone.localdate() - 61 * A_DAY
    CallFactory(code="demo", is_example=True, checked_on=long_ago)
    CallFactory(code="over", closed=True, checked_on=long_ago)
    for address in (LIST, f"{LIST}demo/"):
        page = text_of(client.get(address))
        assert "may have changed" in page
        assert "example" in page
    assert "Nobody has compared this" not in text_of(client.get(f"{LIST}over/"))
    calls = {call["code"]: call for call in client.get("/api/v1/calls/").json()["results"]}
    assert (calls["demo"]["is_example"], calls["demo"]["is_uncertain"]) == (True, True)
    assert (calls["over"]["is_uncertain"], calls["over"]["state"]) == (False, "closed")
    assert "EXAMPLE: " in client.get("/calendar/calls.ics?language=en").content.decode()


@pytest.mark.any_database
def test_the_page_of_a_fund_shows_its_calls_that_are_not_closed(client):
    fund = FundFactory(slug="amif")
    CallFactory(code="open", fund=fund)
    CallFactory(code="over", fund=fund, closed=True)
    CallFactory(code="other")
    assert codes(client.get("/en/funding/amif/")) == ["open"]
