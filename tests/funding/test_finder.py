"""Which fund pays, on the public pages: all answers stand in the address."""

import datetime
import re

import pytest
from django.utils import timezone

from tests.factories import (
    CallFactory,
    CofinancingRateFactory,
    CommonIndicatorFactory,
    FundFactory,
    FundRuleFactory,
    ObligationFactory,
    ProgrammeFactory,
    RegionCategoryFactory,
    TerritoryFactory,
)
from tests.reading import text_of

pytestmark = pytest.mark.django_db

FINDER, CHAIN, CALCULATOR = (f"/en/funding/{page}/" for page in ("finder", "chain", "cofinancing"))


@pytest.fixture
def gent():
    """A town in a region in which AMIF is programmed, and ERDF is not."""
    union = TerritoryFactory(code="EU27", level="eu", path="0001")
    region = TerritoryFactory(code="BE2", level="nuts1", parent=union, path="00010001")
    return TerritoryFactory(code="44021", parent=region, path="000100010001", name_en="Ghent")


@pytest.fixture
def funds(gent):
    amif, erdf, esf = (
        FundFactory(slug=slug, abbreviation_en=slug.upper(), position=position, contact_name="The Commission")
        for position, slug in enumerate(["amif", "erdf", "esf-plus"])
    )
    FundRuleFactory(fund=amif, slug="early", stage=["early"], text_en="For the first years.", article="Art. 3(2)(b)")
    FundRuleFactory(
        fund=amif, slug="status", excludes=True, type=[], status=["eu_background"], text_en="Not for EU citizens."
    )
    FundRuleFactory(fund=erdf, slug="houses", type=["infrastructure"], text_en="Pays for buildings.", basis="memory")
    FundRuleFactory(fund=esf, slug="lasting", stage=["medium_long"], text_en="For the longer term.")
    region = gent.parent
    ProgrammeFactory(fund=amif, territory=region, slug="amif-here", rate=70, contact_name="Europa WSE")
    ProgrammeFactory(fund=erdf, territory=region, covers_integration=False, note_en="Only smart and green.")
    CofinancingRateFactory(fund=amif, slug="amif-default", rate=75, article="AMIF 15(1)", text_en="ordinary")
    CofinancingRateFactory(fund=esf, slug="esf-plus-more", rate=40, category="more")
    RegionCategoryFactory(territory=region, category="transition")
    ObligationFactory(funds=[amif], slug="plaque", text_en="Put up a plaque.", above=100_000)
    ObligationFactory(funds=[amif, erdf], slug="one-fund-per-cost", text_en="One fund a cost.", article="CPR 63(9)")
    CommonIndicatorFactory(fund=amif, name_en="Participants in a course", is_personal=True)
    CommonIndicatorFactory(fund=amif, name_en="Participants with a disability", is_personal=True, is_special=True)
    return amif, erdf, esf


def bands(page):
    """Return {band: what stands in it} of a page of the finder."""
    parts = re.findall(r'<h2 id="band-\d+">(.*?)</h2>(.*?)</section>', page.content.decode(), re.DOTALL)
    return dict(parts)


def test_who_answers_nothing_is_asked_what_decides_most_and_one_click_answers_it(client, funds):
    page = client.get(FINDER)
    assert [*bands(page)] == ["Depends on your answers"]
    assert "Answer this next: 3 funds depend on it What do you do?" in text_of(page)
    assert f'href="{FINDER}?type=language_orientation#found"' in page.content.decode()


def test_a_fund_that_fits_says_why_by_which_article_what_to_do_whom_to_ask_and_what_it_will_want(client, funds):
    page = client.get(FINDER + "?type=language_orientation&stage=early&status=third_country&place=44021")

    text = bands(page)["Programmed, no call known"]
    for said in [
        "For the first years.", "Art. 3(2)(b)", "Ask the contact when the next call opens.", "Europa WSE",
        "It pays 70 %.", "at most 75 %", "Put up a plaque.", "(above a total cost of", "Participants in a course",
        ">special category of personal data<",
    ]:  # fmt: skip
        assert said in text, said
    assert "Nothing speaks for it" in bands(page)


def test_a_reason_that_nobody_checked_says_so_and_what_is_not_programmed_here_says_why(client, funds):
    here = client.get(FINDER + "?type=infrastructure&place=44021")
    text = bands(here)["Legally possible, not programmed here"]
    assert "not verified" in text
    assert "Only smart and green." in text
    elsewhere = client.get(FINDER + "?type=infrastructure")
    assert "Possible by law, programme not known" in bands(elsewhere)
    assert "Answer it in the form" in elsewhere.content.decode()


def test_a_call_for_this_region_is_found_with_its_deadline_and_what_to_do_next(client, funds, gent):
    amif, _erdf, esf = funds
    deadline = timezone.now() + datetime.timedelta(days=40)
    call = CallFactory(
        fund=amif,
        territory=gent.parent,
        title_en="Reception in towns",
        type=["language_orientation"],
        deadline=deadline,
    )
    CallFactory(fund=esf, announced=True, territory=gent, title_en="Longer", checked_on=None)
    CallFactory(fund=esf, closed=True, territory=gent)
    CallFactory(fund=esf, territory=TerritoryFactory(code="BE3", path="00010002"))
    asked = "?stage=early&status=third_country&place=44021"

    page = client.get(f"{FINDER}{asked}&type=language_orientation")
    text = bands(page)["Open now"]
    assert call.get_absolute_url().partition("/funding")[2] in text
    assert "40 days left" in text
    assert "Read the call, and apply before its last day." in text
    assert "Open now" not in bands(client.get(f"{FINDER}{asked}&type=training_skills"))  # the call is for other work
    assert "Open now" not in bands(client.get(f"{FINDER}?type=language_orientation&stage=early"))  # where is not known

    later = bands(client.get(f"{FINDER}?type=language_orientation&stage=medium_long&place=44021"))["Announced"]
    assert "Longer" in later
    assert "Nobody has looked at its source for long" in later

    chained = text_of(client.get(f"{CHAIN}{asked}&type=language_orientation"))
    assert "Reception in towns" in chained
    assert "Longer" in chained


def test_an_exclusion_cites_its_rule(client, funds):
    page = client.get(FINDER + "?type=language_orientation&stage=early&status=eu_background")
    assert "Not for EU citizens." in bands(page)["Excluded"]
    assert "For the first years." not in bands(page)["Excluded"]


def test_a_rule_counts_from_its_first_day_to_its_last(client, funds):
    rule = funds[0].rules.get(slug="status")
    address = FINDER + "?type=language_orientation&stage=early&status=eu_background"
    for days in [{"valid_until": datetime.date(2026, 1, 1)}, {"valid_from": datetime.date(2999, 1, 1)}]:
        funds[0].rules.filter(pk=rule.pk).update(**{"valid_from": None, "valid_until": None} | days)
        assert "Excluded" not in bands(client.get(address))


@pytest.mark.parametrize("address", [FINDER, CHAIN, CALCULATOR])
def test_an_answer_that_does_not_exist_is_refused_with_a_sentence(client, funds, address):
    page = client.get(address + "?place=nowhere")
    assert page.status_code == 400
    assert "There is no such value: nowhere. Choose one from the list." in text_of(page)


def test_when_all_is_answered_nothing_is_asked(client, funds):
    said = "type=language_orientation&stage=early&status=third_country&place=44021&end=2027-01-01"
    assert "Answer this next" not in text_of(client.get(f"{FINDER}?{said}"))


# The chain.


def test_the_chain_hands_over_from_fund_to_fund_with_its_days_and_shares(client, funds):
    said = "type=language_orientation&status=third_country&place=44021&starts=2026-01-01&hand_over=2027-01-01"
    text = text_of(client.get(f"{CHAIN}?{said}&end=2028-12-31&first=1000&later=2000&building=1000"))
    assert "First phase: AMIF programmed, no call known € 1,000 25 % of the cost" in text
    assert "from 1 January 2026 until 31 December 2026 For the first years." in text
    assert "Longer term: ESF-PLUS possible by law, programme not known € 2,000 50 % of the cost" in text
    assert "from 1 January 2027 until 31 December 2028" in text
    assert "Building: ERDF legally possible, not programmed here" in text
    assert "Equipment No fund" not in text


def test_a_cost_with_two_eu_funds_is_refused_with_the_article(client, funds):
    text = text_of(client.get(f"{CHAIN}?building=1000&building_fund=amif&building_fund=erdf"))
    assert "This cost has two EU funds: that is refused. AMIF ERDF One fund a cost. CPR 63(9)." in text
    one = text_of(client.get(f"{CHAIN}?type=equipment&building=1000&building_fund=erdf"))
    assert "refused" not in one
    assert "Building: ERDF" in one


def test_a_chain_that_runs_backwards_is_refused_and_one_without_costs_shows_every_part(client, funds):
    page = client.get(f"{CHAIN}?starts=2027-01-01&hand_over=2026-01-01")
    assert page.status_code == 400
    assert "A measure starts, hands over and ends in this order." in text_of(page)
    text = text_of(client.get(CHAIN))
    assert all(part in text for part in ("First phase", "Longer term", "Building", "Equipment"))
    assert "No fund is known for this part yet." in text


# The calculator.


def test_the_calculator_goes_from_the_ceiling_to_an_estimate_and_names_each_source(client, funds):
    text = text_of(client.get(f"{CALCULATOR}?rate=amif-default&place=44021&total=200000&call=60&own=50"))
    assert "The law, at most: 75 % ordinary AMIF 15(1)." in text
    assert "The programme: 70 %" in text
    assert "The call: 60 % As you typed it. Your estimate: 50 % As you typed it." in text
    assert "The EU pays € 100,000 Own means € 100,000" in text.replace("the EU", "The EU").replace("own", "Own")
    assert "This is less than the most that the law allows" in text
    assert "Put up a plaque." in text


def test_what_is_not_known_is_called_unknown_and_a_ceiling_is_no_rate(client, funds):
    assert "Fill in what you know" in text_of(client.get(CALCULATOR))
    assert "Fill in the total cost." in text_of(client.get(f"{CALCULATOR}?rate=amif-default"))
    unknown = text_of(client.get(f"{CALCULATOR}?total=1000"))
    assert "rate of this sum unknown" in unknown
    most = text_of(client.get(f"{CALCULATOR}?rate=amif-default&total=1000"))
    assert "the EU pays at most € 750 own means, at least € 250" in most
    assert "Put up a plaque." not in most


def test_the_category_of_the_region_is_told_when_it_is_another_than_the_case(client, funds):
    text = text_of(client.get(f"{CALCULATOR}?rate=esf-plus-more&place=44021&total=1000"))
    assert "transition region" in text
    assert "The region of this place is of another category" in text


def test_costs_that_cannot_be_are_refused_with_a_sentence(client, funds):
    page = client.get(f"{CALCULATOR}?total=100&ineligible=200")
    assert page.status_code == 400
    assert "What the fund does not accept is a part of the total cost." in text_of(page)
    assert client.get(f"{CALCULATOR}?call=101").status_code == 400
