"""Pages of a past day, the difference between two days, and the trend: as the site knew it then."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from domains.models import Measure
from tests.factories import (
    ActionPlanFactory,
    AllocationFactory,
    DomainFactory,
    FundFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    TargetGroupFactory,
    TerritoryFactory,
)
from tests.reading import text_of

pytestmark = pytest.mark.django_db

PAGES = ["/en/", "/en/plans/plan/", "/en/domains/housing/", "/en/objectives/O1/", "/en/territories/44021/"]
OVER_TIME = "/en/plans/plan/over-time/"


def at(year, month, day):
    return time_machine.travel(datetime(year, month, day, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def log():
    """Return a function that logs measures in a plan for one town."""
    town = TerritoryFactory(code="44021", name_nl="Gent", parent=TerritoryFactory(code="BE", level="country"))
    organisation = OrganisationFactory(slug="gent", territory=town)
    plan = ActionPlanFactory(slug="plan", owner=organisation, starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31))
    objective = ObjectiveFactory(code="O1", domain=DomainFactory(slug="housing", title_en="Housing", plan=plan))
    fund = FundFactory(slug="amif", abbreviation_en="AMIF")
    objective.domain.funds.add(fund)

    def logged(**details):
        measure = MeasureFactory(objective=objective, organisation=organisation, starts_on=date(2025, 1, 1), **details)
        AllocationFactory(measure=measure, fund=fund, amount=1000)
        return measure

    return logged


@pytest.fixture
def two_years(log):
    """One measure of spring 2025 that is done in 2026, and one for women of 2026."""
    with at(2025, 3, 1):
        measure = log(title_en="First")
    with at(2026, 2, 1):
        measure.status = "done"
        measure.save()
        log(title_en="Second").target_groups.add(TargetGroupFactory(slug="women", name_en="Women"))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_a_past_day_shows_the_figures_of_then_and_says_so(client, two_years, address):
    assert "1 of 2 measures done (50%)" in text_of(client.get(address))

    page = client.get(f"{address}?on=2025-06-30")
    said = text_of(page)

    assert "0 of 1 measure done (0%)" in said
    assert "those at the end of 30 June 2025" in said
    assert "(30 June 2025)" in re.search(r"<title>(.*?)</title>", page.content.decode())[1]
    assert "First" not in said  # a list would show it as it is today
    assert "nothing logged yet" in text_of(client.get(f"{address}?on=2025-02-28"))


@pytest.mark.parametrize("address", PAGES)
def test_a_past_day_keeps_its_target_group_in_every_link_to_progress(client, two_years, address):
    page = client.get(f"{address}?on=2026-03-01&target_group=women").content.decode()
    assert "0 of 1 measure done" in text_of(client.get(f"{address}?on=2026-03-01&target_group=women"))
    links = re.findall(r'href="(/en/(?:domains|objectives)/[^"]*)"', page[page.index("<main") :])
    assert all("target_group=women" in link and "on=2026-03-01" in link for link in links)
    assert not re.findall(r'href="/en/measures/\?[^"]*on=', page)


def test_today_is_no_past_day(client, two_years):
    today = date.today().isoformat()  # noqa: DTZ011 the day of a reader in Brussels is tested below
    assert "First" in text_of(client.get(f"/en/?on={today}"))


@pytest.mark.parametrize("address", [*PAGES, OVER_TIME])
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("yesterday", "“yesterday” is not a day. Write it as 2025-06-30."),
        ("2025-02-30", "is not a day"),
        ("2999-01-01", "Choose a day from 1 January 2000"),
        ("0001-01-01", "Choose a day from 1 January 2000"),
    ],
)
def test_what_is_not_a_past_day_is_said_and_nothing_passes_for_it(client, two_years, address, day, sentence):
    response = client.get(f"{address}?on={day}")
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert "Measures done" not in text_of(response)


def test_the_money_of_a_past_day_is_that_of_then(client, two_years):
    assert "€ 2,000" in text_of(client.get("/en/domains/housing/"))
    assert "€ 1,000" in text_of(client.get("/en/domains/housing/?on=2025-06-30"))
    assert "€ 1,000" in text_of(client.get("/en/?on=2025-06-30"))


@pytest.mark.parametrize("address", [f"{page}?on=2026-03-01" for page in PAGES] + [OVER_TIME])
def test_a_look_back_takes_as_many_queries_for_twenty_measures_as_for_two(client, two_years, log, address):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = queries()
    with at(2026, 2, 1):
        for _number in range(18):
            log()
    assert queries() == few <= 15


def test_two_days_stand_side_by_side(client, two_years):
    page = client.get(f"{OVER_TIME}?since=2025-06-30&until=2026-03-01")
    said = text_of(page)
    assert "at the end of 30 June 2025 → at the end of 1 March 2026" in said
    assert "Housing 1 → 2 0 → 1 0% → 50% 1 → 0 0 of 1 → 0 of 2" in said
    assert 'href="/en/plans/plan/?on=2025-06-30"' in page.content.decode()
    assert "Housing 0 → 1" in text_of(client.get(f"{OVER_TIME}?since=2025-06-30&target_group=women"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=2026-03-01&until=2025-03-01", "Choose a day after the first one."),
        ("since=2024-12-31", "Choose a day from 1 January 2025"),
        ("until=2999-01-01", "Choose a day from 1 January 2025"),
        ("since=soon", "Enter a valid date."),
    ],
)
def test_days_that_cannot_be_compared_are_said_and_stay_in_the_form(client, two_years, query, sentence):
    response = client.get(f"{OVER_TIME}?{query}")
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert f'value="{query.partition("=")[2][:4]}' in response.content.decode()


def test_the_trend_is_a_line_and_a_table_with_every_month(client, two_years):
    with at(2026, 3, 15):
        page = client.get(OVER_TIME)
    said = text_of(page)
    assert "March 2026 50% (1 of 2)" in said
    assert "January 2026 0% (0 of 1)" in said
    assert "February 2025 \N{EN DASH}" in said
    assert page.content.decode().count('class="chart-line') == 1


def test_a_plan_that_has_not_begun_has_nothing_logged_yet(client):
    ActionPlanFactory(slug="plan", starts_on=date(2999, 1, 1), ends_on=date(2999, 12, 31)).domains.add(
        DomainFactory(), bulk=False
    )
    response = client.get(OVER_TIME)
    assert response.status_code == 200
    assert "nothing logged yet" in text_of(response)
    assert client.get("/en/plans/none/over-time/").status_code == 404


def test_a_day_is_that_of_brussels(client, two_years):
    with time_machine.travel(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), tick=False):  # 1 July in Brussels
        assert client.get("/en/?on=2026-07-01").status_code == 200
        assert client.get("/en/?on=2026-07-02").status_code == 400
    assert Measure.history.exists()
