"""Places side by side: what each does, in what they differ, and no ranking."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from domains import comparison, progress
from domains.models import Measure
from tests.factories import (
    AllocationFactory,
    DomainFactory,
    FundFactory,
    MeasureFactory,
    ObjectiveFactory,
    ReportFactory,
    TerritoryFactory,
)
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def towns():
    """Two regions with two towns each, of three sizes; and two objectives of one domain."""
    country = TerritoryFactory(code="BE", level="country", name_nl="België", population=None)
    for region, name, codes in [
        ("BE2", "Vlaams Gewest", ["44021", "11002"]),
        ("BE3", "Waals Gewest", ["62063", "63023"]),
    ]:
        parent = TerritoryFactory(code=region, level="nuts1", parent=country, name_nl=name)
        for code in codes:
            TerritoryFactory(code=code, parent=parent, name_nl=f"Stad {code}")
    domain = DomainFactory(slug="housing", title_nl="Huisvesting", title_en="Housing")
    for code in ("O1", "O2"):
        ObjectiveFactory(code=code, domain=domain, title_en=f"Objective {code}")
    return {place.code: place for place in country.children.model.objects.all()} | {
        objective.code: objective for objective in domain.objectives.all()
    }


@pytest.fixture
def log(towns):
    """Return a function that publishes a measure for an objective in a place."""
    return lambda place, objective="O1", **about: MeasureFactory(
        territory=towns[place], objective=towns[objective], **about
    )


def compare(client, *codes, language="en"):
    return client.get(f"/{language}/compare/?" + "&".join(f"territory={code}" for code in codes))


def test_the_figures_are_those_of_each_place_by_itself(towns, log):
    ReportFactory(measure=log("44021", done=True))
    ReportFactory(measure=log("BE2", "O2"))
    log("63023", late=True)
    places, today = [towns["BE2"], towns["44021"], towns["63023"], towns["BE3"]], timezone.localdate()
    sets = [Measure.objects.public().within(place) for place in places]
    assert comparison.deliveries_of(sets, today) == [measures.delivery("objective", today) for measures in sets]


def cells(answer, about):
    """Return what the row of a domain says of each place."""
    (row,) = [row for plan in answer.context["comparison"].plans for row in plan.parts if row.about.slug == about]
    return row.cells


def test_each_place_has_its_own_figures_per_domain(client, log):
    log("44021", done=True)
    ReportFactory(measure=log("44021", late=True))
    log("44021", "O2", status="planned")
    log("11002", status="stopped")
    log("62063", draft=True)
    log("63023")

    answer = compare(client, "44021", "11002", "62063")

    one, two, three = cells(answer, "housing")
    assert one.delivery == progress.Delivery(planned=1, running=1, done=1, late=1, reported=1)
    assert two.delivery == progress.Delivery(stopped=1)
    assert three.delivery == progress.Delivery()
    assert (one.objectives, two.objectives) == (progress.Share(1, 2), progress.Share(0, 2))
    said = text_of(answer)
    assert "1 of 3 measures done (33%) 1 running, 1 planned 1 late 1 of 2 reported 1 of 2 objectives under way" in said
    assert "nothing logged yet 1 stopped (not counted) 0 of 2 objectives under way" in said
    assert "Stad 63023" not in said


def test_nothing_logged_yet_is_never_zero(client, towns):
    said = text_of(compare(client, "44021", "11002"))
    assert "Published measures nothing logged yet nothing logged yet" in said
    assert "Measures for every 10,000 inhabitants nothing logged yet nothing logged yet" in said
    assert "0%" not in said


def test_a_larger_place_counts_what_happens_in_it_also_beside_one_of_its_own_towns(client, log):
    log("44021")
    log("BE2")
    answer = compare(client, "BE2", "44021")
    assert [side.delivery.total for side in answer.context["comparison"].sides] == [2, 1]
    assert [side.region.code for side in answer.context["comparison"].sides] == ["BE2", "BE2"]


def test_measures_are_set_against_the_number_of_inhabitants_with_its_year_and_source(client, log):
    for _number in range(3):
        log("44021")
    log("BE")
    said = text_of(compare(client, "44021", "BE"))
    assert "Inhabitants 20,000 (2020) not known" in said
    assert "Measures for every 10,000 inhabitants 1.5 not known" in said
    assert said.count("Source: Statbel") == 2


@pytest.mark.parametrize(
    ("number", "population", "share"),
    [(3, 20_000, "1.50"), (1, 30_000, "0.33"), (2, 30_000, "0.66"), (0, 5, "0.00"), (5, None, None), (5, 0, None)],
)
def test_the_number_for_every_ten_thousand_is_rounded_down(number, population, share):
    assert progress.per_inhabitants(number, population) == (share and Decimal(share))


def test_only_objectives_where_one_acts_and_another_does_not_are_named(client, log):
    log("44021", "O1", done=True)
    log("11002", "O1")
    log("44021", "O2", status="planned")
    answer = compare(client, "44021", "11002")
    assert answer.context["comparison"].differing == []
    assert "There is no such objective" in text_of(answer)

    log("11002", "O2")
    log("11002", "O2", status="stopped")

    answer = compare(client, "44021", "11002")
    assert [row.about.code for row in answer.context["comparison"].differing] == ["O2"]
    assert "O2 Objective O2 1 measure Stad 44021, Objective O2 1 planned 2 measures" in text_of(answer)
    assert "/en/measures/?objective=O2&amp;territory=11002" in answer.content.decode()


def test_money_is_shown_by_fund_and_what_is_not_said_is_not_reported(client, log):
    amif = FundFactory(slug="amif", abbreviation_en="AMIF")
    for amount in ("0.10", "0.20"):
        AllocationFactory(measure=log("44021"), fund=amif, amount=amount)
    AllocationFactory(measure=log("11002", draft=True), fund=amif, amount=7)
    assert "own means" not in text_of(compare(client, "44021", "11002"))
    AllocationFactory(measure=log("11002"), fund=None, amount=500)

    said = text_of(compare(client, "44021", "11002"))

    assert "AMIF €\xa00.30 not reported own means not reported €\xa0500".replace("\xa0", " ") in said


def test_places_stand_in_the_order_they_were_chosen_in_and_are_not_ranked(client, log):
    log("11002")
    for codes in (["44021", "11002"], ["11002", "44021"]):
        answer = compare(client, *codes)
        assert [side.place.code for side in answer.context["comparison"].sides] == codes


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["44021", "11002"], []),
        (["44021", "62063"], ["They lie in different regions: Stad 44021: Vlaams Gewest; Stad 62063: Waals Gewest."]),
        (["44021", "BE2"], ["They are of different levels: Stad 44021: municipality; Vlaams Gewest: region (NUTS 1)."]),
        (["BE", "BE2"], ["They are of different levels: België: country; Vlaams Gewest: region (NUTS 1)."]),
        (["BE2", "BE3"], ["They lie in different regions: Vlaams Gewest: Vlaams Gewest; Waals Gewest: Waals Gewest."]),
    ],
)
def test_the_page_says_plainly_in_what_the_places_are_unlike(client, towns, codes, said):
    answer = compare(client, *codes)
    assert answer.context["unlikenesses"] == said
    assert ("These places are not alike" in text_of(answer)) is bool(said)


def test_towns_of_different_size_are_said_to_differ_in_size(client, towns):
    for code, population in [("44021", 260_000), ("11002", 9_000), ("62063", None)]:
        towns[code].population = population
        towns[code].save()
    answer = compare(client, "44021", "11002", "62063", "63023")
    assert answer.context["unlikenesses"][0] == (
        "They differ in size: Stad 44021: 100,000 inhabitants or more; Stad 11002: fewer than 10,000 inhabitants; "
        "Stad 62063: number of inhabitants not known; Stad 63023: 20,000 to 49,999 inhabitants."
    )


def test_before_a_choice_is_made_there_is_only_the_form(client, towns):
    for query in ("", "?territory=&territory="):
        answer = client.get(f"/en/compare/{query}")
        assert answer.status_code == 200
        assert "comparison" not in answer.context
        assert answer.content.decode().count("<select") == 4
    assert compare(client, "44021", "", "11002").status_code == 200


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (["44021"], "Choose a second place: with Stad 44021 alone there is nothing to compare."),
        (["44021", "44021"], "Stad 44021 is chosen twice: choose another place beside it."),
        (["44021", "99999"], "There is no place with the code 99999. Choose one from the list."),
        (["44021", "%00"], "There is no place with the code . Choose one from the list."),
        (["44021", "11002", "62063", "63023", "BE2"], "These are 5 places: choose four at most"),
    ],
)
def test_a_choice_that_cannot_be_compared_is_said_and_kept(client, towns, codes, sentence):
    answer = compare(client, *codes)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    kept = re.findall(r'<option value="(\w+)" selected>', page)
    assert kept == [code for code in codes if code in towns]
    assert page.count("<select") == max(len(codes), 4)
    assert "comparison" not in answer.context


def test_a_choice_of_a_hundred_places_does_not_make_a_page_of_a_hundred_lists(client, towns):
    answer = compare(client, *[str(number) for number in range(100)])
    assert answer.status_code == 400
    assert answer.content.decode().count("<select") == 8


def test_a_place_that_is_not_in_the_list_can_be_compared_and_stays_chosen(client, towns):
    TerritoryFactory(code="BE100", level="nuts3", name_nl="Arrondissement Brussel")
    answer = compare(client, "BE100", "44021")
    assert answer.status_code == 200
    assert '<option value="BE100" selected>' in answer.content.decode()


@pytest.mark.parametrize("codes", [["44021", "11002"], ["44021", "11002", "62063", "BE2"]])
def test_as_many_queries_for_four_places_and_forty_measures_as_for_two_and_two(
    client, towns, log, codes, count_queries
):
    address = "/nl/compare/?" + "&".join(f"territory={code}" for code in codes)
    for place in ("44021", "11002"):
        AllocationFactory(measure=log(place))
    assert count_queries(address) == 8
    for number in range(40):
        log(["44021", "11002", "62063", "BE2"][number % 4])
    assert count_queries(address) == 8
