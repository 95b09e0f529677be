"""The figures of the overview, a domain, an objective and the funds: what is published moves them, and nothing else."""

import datetime
import re

import pytest
import time_machine

from domains.models import Measure
from tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    AllocationFactory,
    DomainFactory,
    FundFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportFactory,
    TerritoryFactory,
)
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def housing():
    """A domain with two objectives, in a plan for a region with two municipalities."""
    region = TerritoryFactory(code="BE2", level="nuts1", name_nl="Vlaams Gewest")
    TerritoryFactory(code="44021", parent=region, name_nl="Gent")
    TerritoryFactory(code="11002", parent=region, name_nl="Antwerpen")
    TerritoryFactory(code="62063", name_nl="Luik")
    plan = ActionPlanFactory(slug="plan", position=1, owner=OrganisationFactory(territory=region))
    domain = DomainFactory(slug="housing", plan=plan, title_nl="Huisvesting")
    ObjectiveFactory(code="O1", domain=domain, title_nl="Betaalbaar wonen")
    ObjectiveFactory(code="O2", domain=domain, title_nl="Geen discriminatie")
    return domain


def log(domain, place="44021", **about):
    return MeasureFactory(
        objective=domain.objectives.get(code="O1"),
        territory=domain.plan.owner.territory.children.get(code=place),
        **about,
    )


PAGES = ["/nl/", "/nl/plans/plan/", "/nl/domains/housing/", "/nl/objectives/O1/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_measure_moves_the_figures_when_it_is_published_and_never_before(client, housing, address):
    measure = log(housing, done=True, draft=True)
    assert "nog niets geregistreerd" in text_of(client.get(address))
    assert measure.title_nl not in text_of(client.get(address))

    Measure.objects.update(publication="published")

    said = text_of(client.get(address))
    assert "1 van 1 maatregel afgerond (100 %)" in said
    assert measure.title_nl in said


@pytest.mark.parametrize("address", PAGES)
def test_what_is_done_late_reported_and_stopped_is_said_in_numbers(client, housing, address):
    log(housing, done=True)
    ReportFactory(measure=log(housing, late=True))
    log(housing, status="planned")
    log(housing, status="stopped")

    said = text_of(client.get(address))

    assert "1 van 3 maatregelen afgerond (33 %) 1 lopend, 1 gepland 1 te laat 1 van 2 gerapporteerd" in said
    assert "1 stopgezet (niet meegeteld)" in said


@pytest.mark.parametrize("address", PAGES[:3])
def test_coverage_counts_objectives_and_the_municipalities_of_the_plan_s_own_region(client, housing, address):
    log(housing, status="planned")
    assert "Doelstellingen in uitvoering 0 van 2" in text_of(client.get(address))

    log(housing)
    log(housing, place="44021", done=True)

    said = text_of(client.get(address))
    assert "Doelstellingen in uitvoering 1 van 2" in said
    assert "Gemeenten aan het werk 1 van 2" in said


@time_machine.travel(datetime.datetime(2024, 7, 2, 12, tzinfo=datetime.UTC))
def test_the_clock_shows_the_time_of_the_plan_beside_the_measures_done(client, housing):
    log(housing)
    said = text_of(client.get("/nl/"))
    assert "Maatregelen afgerond 0 % Tijd verstreken 50 %" in said


def test_two_plans_have_their_own_pages_and_figures(client, housing):
    other = DomainFactory(plan=ActionPlanFactory(slug="vlaams", position=2, title_nl="Vlaams plan"))
    log(housing)
    MeasureFactory.create_batch(2, objective__domain=other, done=True)

    home, flemish = text_of(client.get("/nl/")), text_of(client.get("/nl/plans/vlaams/"))

    assert "0 van 1 maatregel afgerond" in home
    assert "Vlaams plan" in home
    assert "2 van 2 maatregelen afgerond" in flemish


def test_money_is_added_up_to_the_cent_per_source_and_only_of_what_is_published(client, housing):
    amif, esf = FundFactory(slug="amif", abbreviation_nl="AMIF"), FundFactory(slug="esf", abbreviation_nl="ESF+")
    amif.domains.add(housing)
    for amount in ("0.10", "0.20", "1000"):
        AllocationFactory(measure=log(housing), fund=amif, amount=amount)
    AllocationFactory(measure=log(housing), fund=None, amount=500)
    AllocationFactory(measure=log(housing, draft=True), fund=esf, amount=700)

    assert "AMIF € 1.000,30 eigen middelen € 500" in text_of(client.get("/nl/"))
    assert "AMIF € 1.000,30" in text_of(client.get("/nl/domains/housing/"))
    assert "Huisvesting € 1.000,30 In totaal € 1.000,30" in text_of(client.get("/nl/funding/amif/"))
    assert "3 maatregelen" in text_of(client.get("/nl/funding/amif/"))
    funds = text_of(client.get("/nl/funding/"))
    assert "Gepubliceerde maatregelen krijgen € 1.000,30" in funds
    assert "Gepubliceerde maatregelen krijgen nog niets geregistreerd" in funds


def test_a_fund_shows_money_also_in_a_domain_it_is_not_meant_for(client, housing):
    fund = FundFactory(slug="amif")
    AllocationFactory(measure=log(housing), fund=fund, amount=5)
    assert "Huisvesting € 5" in text_of(client.get("/nl/funding/amif/"))


def test_the_map_has_a_circle_for_each_municipality_and_the_table_names_those_with_measures(client, housing):
    log(housing)
    page = client.get("/nl/").content.decode()
    assert re.findall(r"<title>(.*?: \d)</title>", page) == ["Gent: 1"]
    assert len(re.findall(r"M[\d.]+ [\d.]+a", re.search(r'class="map-0" d="([^"]*)"', page)[1])) == 1
    assert '<th scope="row"><a href="/nl/territories/44021/">Gent</a></th>' in page


def test_actions_are_counted_by_their_official_status_and_led_to(client, housing):
    ActionFactory(domain=housing, code="EU-O-1", title_nl="Actie een", status="complete", basis="memory")
    ActionFactory(domain=housing, code="EU-O-2", title_nl="Actie twee")
    log(housing).implements.add(housing.actions.get(code="EU-O-1"))

    assert "voltooid 1 status niet bekend 1" in text_of(client.get("/nl/"))
    listed = text_of(client.get("/nl/actions/"))
    assert "Actie een voltooid niet nagekeken financiering uitgevoerd door 1 maatregel" in listed
    assert "Actie een" not in text_of(client.get("/nl/actions/?status=unknown"))
    assert client.get("/nl/actions/?status=soon").status_code == 400
    assert "Betaalbaar wonen" not in text_of(client.get("/nl/actions/EU-O-1/"))


def test_a_measure_that_serves_a_second_objective_is_shown_there_and_counted_once(client, housing):
    measure = log(housing, done=True)
    measure.further_objectives.add(housing.objectives.get(code="O2"))
    said = text_of(client.get("/nl/objectives/O2/"))
    assert measure.title_nl in said
    assert "Ze tellen mee bij hun hoofddoelstelling, niet hier." in said
    assert "nog niets geregistreerd" in said


def test_example_data_warns_on_every_page_and_is_marked_where_it_shows(client, housing):
    addresses = [*PAGES, "/nl/privacy/", "/nl/measures/"]
    log(housing)
    assert not [address for address in addresses if "voorbeeldgegevens" in text_of(client.get(address))]

    measure = log(housing, is_example=True)

    assert all("voorbeeldgegevens" in text_of(client.get(address)) for address in addresses)
    assert f"lopend voorbeeld {measure.title_nl}" in text_of(client.get("/nl/objectives/O1/"))
