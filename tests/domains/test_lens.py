"""The pages of progress read for one target group: only its measures count, and the page says so."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import translation

from domains.lens import Lens, read
from domains.models import Measure
from tests.factories import (
    ActionPlanFactory,
    AllocationFactory,
    DomainFactory,
    FundFactory,
    IndicatorValueFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    TargetGroupFactory,
    TerritoryFactory,
)
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PAGES = ["/en/", "/en/plans/plan/", "/en/domains/housing/", "/en/objectives/O1/", "/en/territories/44021/"]
OF_A_PLAN = PAGES[:2]
OF_A_DOMAIN = PAGES[:3]


@pytest.fixture
def women():
    return TargetGroupFactory(slug="women", name_nl="Vrouwen", name_en="Women", definition_en="Women and girls.")


@pytest.fixture
def housing(women):
    """A plan for one town, with four measures: one for women, one for women and newcomers, and two for everybody."""
    newcomers = TargetGroupFactory(slug="newcomers", name_en="Newcomers", position=200)
    country = TerritoryFactory(code="BE", level="country")
    town = TerritoryFactory(code="44021", name_nl="Gent", parent=country)
    organisation = OrganisationFactory(slug="gent", territory=town)
    domain = DomainFactory(slug="housing", title_en="Housing", plan=ActionPlanFactory(slug="plan", owner=organisation))
    objective = ObjectiveFactory(code="O1", domain=domain, title_en="Affordable homes")
    amif = FundFactory(slug="amif")
    amif.domains.add(domain)
    for number, groups in enumerate([[women], [women, newcomers], [], []]):
        measure = MeasureFactory(
            objective=objective,
            organisation=organisation,
            title_en=f"Measure {number}",
            status="done" if number == 0 else "running",
        )
        measure.target_groups.set(groups)
        AllocationFactory(measure=measure, fund=amif, amount=1000 * 10**number)
    MeasureFactory(objective=objective, organisation=organisation, draft=True).target_groups.add(women)
    return domain


@pytest.mark.parametrize("address", PAGES)
def test_only_the_measures_for_the_group_count_and_the_page_says_how_many_there_are(client, housing, address):
    everybody = text_of(client.get(address))
    assert "1 of 4 measures done (25%)" in everybody
    assert "Only measures for this target group" not in everybody

    said = text_of(client.get(f"{address}?target_group=women"))

    assert "1 of 2 measures done (50%)" in said
    assert "Only measures for this target group count here: Women. Women and girls." in said
    assert "2 of 4 measures have it. 2 have no target group, and do not count." in said
    shown = re.findall(r"Measure \d", said)
    assert list(dict.fromkeys(shown)) == ["Measure 1", "Measure 0"]  # what is done stands on some pages twice


@pytest.mark.parametrize("address", PAGES)
def test_a_measure_for_two_groups_counts_in_each_of_them(client, housing, address):
    said = text_of(client.get(f"{address}?target_group=newcomers"))
    assert "0 of 1 measure done (0%)" in said
    assert "1 of 4 measures have it." in said


@pytest.mark.parametrize("address", OF_A_DOMAIN)
def test_money_and_coverage_are_those_of_the_measures_for_the_group(client, housing, address):
    assert "€ 1,111,000" in text_of(client.get(address)).replace("\xa0", " ")
    said = text_of(client.get(f"{address}?target_group=women")).replace("\xa0", " ")
    assert "€ 11,000" in said
    assert "Municipalities at work 1 of 1" in said

    Measure.objects.filter(target_groups__slug="women").update(status="planned")

    said = text_of(client.get(f"{address}?target_group=women"))
    assert "Municipalities at work 0 of 1" in said
    assert "Objectives under way 0 of 1" in said


@pytest.mark.parametrize("address", [*OF_A_PLAN, "/en/territories/BE/"])
def test_the_map_and_its_table_count_the_measures_for_the_group(client, housing, address):
    TerritoryFactory(code="11002", parent=housing.plan.owner.territory.parent)
    if address in OF_A_PLAN:
        housing.plan.owner = None
        housing.plan.save()
    page = client.get(f"{address}?target_group=women").content.decode()
    assert re.findall(r"<title>(.*?: \d)</title>", page) == ["Gent: 2"]
    assert '<a href="/en/territories/44021/?target_group=women">' in page


def test_measures_that_serve_an_objective_too_are_those_for_the_group(client, housing, women):
    for groups in ([women], []):
        measure = MeasureFactory(title_en=f"Elsewhere {len(groups)}", objective__domain=housing)
        measure.further_objectives.add(housing.objectives.get(code="O1"))
        measure.target_groups.set(groups)
    said = text_of(client.get("/en/objectives/O1/?target_group=women"))
    assert "Elsewhere 1" in said
    assert "Elsewhere 0" not in said


@pytest.mark.parametrize("address", PAGES)
def test_links_to_other_pages_of_progress_and_to_the_list_keep_the_lens(client, housing, address):
    page = client.get(f"{address}?target_group=women").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    links = set(re.findall(r'href="(/en/(?:domains|objectives|territories|measures|plans)/[^"]*)"', main))
    single = {
        link
        for link in links
        if re.fullmatch(r"/en/measures/m-\w+/|/en/territories/|.+/(?:changes|partnerships)/", link)
    }
    assert links > single
    assert all("target_group=women" in link for link in links - single), links
    assert f'href="/nl{address[3:]}?target_group=women"' in page


@pytest.mark.parametrize(
    ("address", "parameters"),
    [("/en/", ""), ("/en/domains/housing/", "domain=housing&amp;"), ("/en/territories/44021/", "territory=44021&amp;")],
)
def test_the_way_to_all_measures_shows_those_that_the_page_counts(client, housing, address, parameters):
    page = client.get(f"{address}?target_group=women").content.decode()
    [query] = re.findall(rf'href="/en/measures/\?({parameters}target_group=women)"', page)
    listed = text_of(client.get(f"/en/measures/?{query.replace('&amp;', '&')}"))
    assert "2 measures found" in listed
    assert f'href="/en/measures/{f"?{parameters[:-5]}" if parameters else ""}"' in client.get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_the_title_of_the_page_names_the_group_in_the_reader_s_language(client, housing, address):
    assert "Women" not in title_of(client.get(address))
    assert title_of(client.get(f"{address}?target_group=women")).endswith(": Women · Integratieplan")
    in_dutch = client.get(f"/nl{address[3:]}?target_group=women")
    assert title_of(in_dutch).endswith(": Vrouwen · Integratieplan")


def title_of(response):
    return re.search(r"<title>(.*?)</title>", response.content.decode())[1]


@pytest.mark.parametrize("address", PAGES)
def test_a_group_that_does_not_exist_is_said_and_no_figure_passes_for_its_answer(client, housing, address):
    response = client.get(f"{address}?target_group=wimmen")
    said = text_of(response)
    assert response.status_code == 400
    assert "There is no target group “wimmen”. Choose one from the list." in said
    assert "Measures done" not in said
    assert '<option value="women">' in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_the_choice_says_what_is_chosen_and_an_empty_choice_is_everybody(client, housing, address):
    page = client.get(f"{address}?target_group=women").content.decode()
    assert '<option value="women" selected>Women</option>' in page
    assert text_of(client.get(f"{address}?target_group=")) == text_of(client.get(address))


def test_without_target_groups_there_is_no_choice(client):
    ActionPlanFactory()
    assert "Show progress for" not in text_of(client.get("/en/"))


def test_the_country_of_outcomes_and_the_lens_do_not_forget_each_other(client, housing):
    IndicatorValueFactory(indicator__domain=housing, territory=TerritoryFactory(code="FR", level="country"))
    page = client.get("/en/domains/housing/?target_group=women&country=FR").content.decode()
    assert '<input type="hidden" name="country" value="FR">' in page
    assert '<input type="hidden" name="target_group" value="women">' in page
    assert '<a href="?country=FR">Show progress for everybody</a>' in page
    assert "They are about everybody in the country" in page
    assert "They are about everybody" not in client.get("/en/domains/housing/").content.decode()


def test_the_way_to_a_municipality_keeps_the_lens(client, housing):
    page = client.get("/en/?target_group=women").content.decode()
    assert '<input type="hidden" name="target_group" value="women">' in page
    assert client.get("/en/territories/?place=44021&target_group=women")["Location"] == (
        "/en/territories/44021/?target_group=women"
    )
    assert client.get("/en/territories/?place=44021")["Location"] == "/en/territories/44021/"


def test_a_lens_is_a_value_that_narrows_only_when_a_group_is_chosen(housing, women):
    measures = Measure.objects.public()
    lens, problem = read({"target_group": "women"})
    assert (lens.target_group, problem, lens.parameters) == (women, "", {"target_group": "women"})
    assert lens.on("/en/") == "/en/?target_group=women"
    assert lens.narrow(measures).count() == 2
    assert lens.tally(measures) == {"all": 4, "looked_at": 2, "untagged": 2}

    everybody, problem = read({})
    assert (everybody, problem) == (Lens(groups=lens.groups), "")
    assert everybody.on("/en/") == "/en/"
    assert everybody.narrow(measures) is measures
    assert everybody.tally(measures) == {}


def test_a_past_day_is_looked_at_with_the_groups_that_measures_had_then(women):
    with time_machine.travel(datetime(2025, 6, 1, 12, tzinfo=UTC), tick=False):
        MeasureFactory(status="done")
        measure = MeasureFactory(starts_on=date(2025, 1, 1))
        measure.target_groups.add(women)
    with time_machine.travel(datetime(2025, 8, 1, 12, tzinfo=UTC), tick=False):
        measure.target_groups.clear()

    lens = Lens(women)
    before, after = (Measure.history.on(date(2025, month, 1)).public() for month in (7, 9))

    assert [delivery.running for delivery in lens.narrow(before).delivery("objective", date(2025, 7, 1)).values()] == [
        1
    ]
    assert lens.tally(before) == {"all": 2, "looked_at": 1, "untagged": 1}
    assert lens.tally(after) == {"all": 2, "looked_at": 0, "untagged": 2}


def test_the_figures_through_a_lens_are_those_of_the_api(client, housing):
    rows = client.get("/api/v1/progress/?target_group=women").json()["results"]
    assert [(row["of"], row["total"], row["done"]) for row in rows] == [
        ("plan", 2, 1),
        ("domain", 2, 1),
        ("objective", 2, 1),
    ]


def test_the_page_on_counting_says_that_measures_without_a_group_do_not_count(client):
    with translation.override("en"):
        said = text_of(client.get("/en/methodology/"))
    assert "A measure without a target group does not count there" in said
