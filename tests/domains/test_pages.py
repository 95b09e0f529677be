"""What the pages of measures, places and organisations say."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import (
    AllocationFactory,
    ContactFactory,
    DomainFactory,
    FundFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportedValueFactory,
    ReportFactory,
    TerritoryFactory,
    days_from_now,
)
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LIST = "/nl/measures/"


def shown(response):
    """Return the titles of the measures in a list."""
    return re.findall(r"Maatregel \w+", text_of(response))


@pytest.fixture
def two_measures():
    """Two measures that differ in everything a reader can ask for."""
    here, there = TerritoryFactory(code="44021"), TerritoryFactory(code="11002")
    housing, health = DomainFactory(slug="housing", plan__slug="eu"), DomainFactory(slug="health")
    one = MeasureFactory(
        title_nl="Maatregel Een",
        summary_nl="Wonen in de wijk",
        objective=ObjectiveFactory(code="O1", domain=housing),
        organisation=OrganisationFactory(slug="gent", name_nl="Gent", territory=here),
        late=True,
    )
    two = MeasureFactory(
        title_nl="Maatregel Twee",
        summary_nl="Zorg aan huis",
        objective=ObjectiveFactory(code="H1", domain=health),
        organisation=OrganisationFactory(slug="antwerpen", name_nl="Antwerpen", territory=there),
        done=True,
    )
    AllocationFactory(measure=one, fund=FundFactory(slug="amif"))
    AllocationFactory(measure=two, fund=FundFactory(slug="esf"))
    ReportFactory(measure=two)
    return one, two


@pytest.mark.parametrize(
    "query",
    [
        "q=wonen",
        "q=WIJK+gent",
        "plan=eu",
        "domain=housing",
        "objective=O1",
        "territory=44021",
        "organisation=gent",
        "status=running",
        "status=running&status=planned",
        "fund=amif",
        "schedule=late",
        "schedule=not_reported",
    ],
)
def test_a_filter_leaves_what_it_asks_for_and_is_shown_as_a_chip(client, two_measures, query):
    assert len(shown(client.get(LIST))) == 2

    response = client.get(f"{LIST}?{query}")

    assert shown(response) == ["Maatregel Een"]
    assert "1 maatregel gevonden" in text_of(response)
    assert response.content.decode().count('class="chip"') == len(query.split("&"))


def test_a_chip_takes_away_one_value_and_keeps_the_others(client, two_measures):
    page = client.get(f"{LIST}?status=running&status=done&fund=amif&page=1").content.decode()
    chips = re.findall(r'class="chip" href="[^"]*\?([^"]*)"', page)
    assert sorted(chips) == [
        "status=done&amp;fund=amif",
        "status=running&amp;fund=amif",
        "status=running&amp;status=done",
    ]


@pytest.mark.parametrize(
    "query",
    ["domain=hosing", "objective=Z9", "territory=99999", "organisation=x", "status=busy", "fund=x", "schedule=soon"],
)
def test_a_filter_with_a_value_that_does_not_exist_is_said_and_nothing_passes_for_the_answer(
    client, two_measures, query
):
    response = client.get(f"{LIST}?{query}&q=wonen")
    assert response.status_code == 400
    assert "Een van de filters kan niet gebruikt worden" in text_of(response)
    assert shown(response) == []
    assert 'value="wonen"' in response.content.decode()


def test_a_search_for_what_is_not_there_says_so(client, two_measures):
    response = client.get(f"{LIST}?q=zwembad")
    assert response.status_code == 200
    assert "Geen maatregel past bij deze filters" in text_of(response)


@pytest.mark.parametrize("number", ["999", "0", "-1", "abc", "💥"])
def test_a_page_that_is_not_there_is_said_and_the_nearest_is_shown(client, number):
    MeasureFactory.create_batch(21)
    assert "Pagina 1 van 2" in text_of(client.get(LIST))
    assert client.get(f"{LIST}?page=2").status_code == 200

    response = client.get(f"{LIST}?page={number}")

    assert response.status_code == 404
    assert f"Er is geen pagina {number} van deze lijst" in text_of(response)
    assert shown(response) or "Taalbuddy" in text_of(response)


def test_the_other_pages_keep_the_filters(client):
    MeasureFactory.create_batch(21, status="done")
    page = client.get(f"{LIST}?status=done&page=1").content.decode()
    assert 'href="?status=done&amp;page=2"' in page


def test_a_script_gets_the_results_alone_and_the_browser_s_back_button_the_whole_page(client, two_measures):
    part = client.get(LIST, headers={"hx-request": "true"})
    whole = client.get(LIST, headers={"hx-request": "true", "hx-history-restore-request": "true"})
    assert b"<html" not in part.content
    assert shown(part) == shown(whole)
    assert b"<html" in whole.content
    assert "HX-Request" in part["Vary"]


def test_a_measure_tells_what_it_promised_and_what_became_of_it(client):
    measure = MeasureFactory(
        budget=1000, summary_nl="Wekelijks oefenen.", contact=ContactFactory(role_nl="Dienst Samenleven")
    )
    rising = KpiFactory(measure=measure, name_nl="Bereikte personen", unit="personen", target=200)
    falling = KpiFactory(measure=measure, name_nl="Wachttijd", baseline=20, target=10)
    kept = KpiFactory(measure=measure, name_nl="Tevredenheid", baseline=8, target=8)
    KpiFactory(measure=measure, name_nl="Zonder cijfer", target=5)
    report = ReportFactory(measure=measure, narrative="De groep groeit.")
    for kpi, value in ((rising, 50), (falling, "12.5"), (kept, 8)):
        ReportedValueFactory(kpi=kpi, report=report, value=value)
    MilestoneFactory(measure=measure, title="Lesgevers gevonden", due_on=days_from_now(-3))
    MilestoneFactory(measure=measure, title="Lokaal gehuurd", due_on=days_from_now(-9), done_on=days_from_now(-8))
    AllocationFactory(measure=measure, fund=FundFactory(abbreviation_nl="AMIF"), amount=600)
    AllocationFactory(measure=measure, fund=None, amount=150)

    said = text_of(client.get(measure.get_absolute_url()))

    assert "Wekelijks oefenen." in said
    assert "Bereikte personen (personen) 50 van 0 tot 200 25 % van de weg" in said
    assert "Wachttijd 12,5 van 20 tot 10 75 % van de weg" in said
    assert "Tevredenheid 8 te behouden op 8 behouden" in said
    assert "Zonder cijfer niet gerapporteerd" in said
    assert "Lesgevers gevonden te laat" in said
    assert "Lokaal gehuurd afgerond" in said
    assert "De groep groeit." in said
    assert "AMIF € 600 eigen middelen € 150 bron niet gerapporteerd € 250" in said
    assert "Dienst Samenleven" in said


def test_a_measure_that_says_nothing_yet_is_shown_without_a_single_nought(client):
    measure = MeasureFactory(budget=None, ends_on=None)
    said = text_of(client.get(measure.get_absolute_url()))
    assert "Budget niet gerapporteerd" in said
    assert "geen einde" in said
    assert "Deze maatregel beloofde geen cijfer" in said


def test_what_is_not_translated_is_shown_in_its_own_language_and_says_so(client):
    measure = MeasureFactory(title_nl="Taalbuddy's", title_en="", summary_nl="Wekelijks oefenen.")
    with translation.override("en"):
        page = client.get(measure.get_absolute_url()).content.decode()
    assert '<span lang="nl">Taalbuddy&#x27;s</span>' in page
    assert '<div lang="nl"><p>Wekelijks oefenen.</p></div>' in page
    assert "Language of this text: Dutch." in page


@pytest.fixture
def province():
    return TerritoryFactory(code="BE23", level="province", name_nl="Oost-Vlaanderen")


def test_a_place_counts_what_happens_in_every_place_in_it_and_nothing_else(client, province):
    gent = TerritoryFactory(code="44021", parent=province, name_nl="Gent")
    aalst = TerritoryFactory(code="41002", parent=province, name_nl="Aalst")
    objective = ObjectiveFactory()
    for place in (gent, gent, aalst, TerritoryFactory(code="11002")):
        MeasureFactory(territory=place, objective=objective)
    MeasureFactory(territory=gent, objective=objective, draft=True)
    MeasureFactory(territory=aalst, objective=objective, done=True)

    said = text_of(client.get(province.get_absolute_url()))
    assert "1 van 4 maatregelen afgerond (25 %)" in said
    assert "Aalst 2" in said
    assert "Gent 2" in said
    assert "0 van 2 maatregelen afgerond" in text_of(client.get(gent.get_absolute_url()))


def test_a_place_shows_each_plan_that_is_served_there_and_adds_none_of_them_together(client, province):
    eu, flemish = DomainFactory(plan__title_nl="EU-plan"), DomainFactory(plan__title_nl="Vlaams plan")
    MeasureFactory(territory=province, objective__domain=eu)
    said = text_of(client.get(province.get_absolute_url()))
    assert "EU-plan" in said
    assert "Vlaams plan" not in said

    MeasureFactory.create_batch(2, territory=province, objective__domain=flemish, done=True)

    said = text_of(client.get(province.get_absolute_url()))
    assert "0 van 1 maatregel afgerond" in said
    assert "2 van 2 maatregelen afgerond" in said


def test_an_organisation_shows_its_own_measures_and_whom_to_ask(client, two_measures):
    one, _two = two_measures
    ContactFactory.create_batch(9, organisation=one.organisation, role_nl="Dienst Wonen")
    response = client.get(one.organisation.get_absolute_url())
    assert shown(response) == ["Maatregel Een"]
    assert text_of(response).count("Dienst Wonen") == 8
    assert "De pagina van elke organisatie heeft haar eigen contactpersonen" in text_of(response)


def test_the_way_to_a_place_leads_there_or_says_that_there_is_none(client, province):
    address = reverse("territory_list")
    assert client.get(f"{address}?place=BE23")["Location"] == province.get_absolute_url()
    answer = client.get(f"{address}?place=XX")
    assert answer.status_code == 404
    assert "XX" in text_of(answer)
