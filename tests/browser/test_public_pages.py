"""The public pages in a real browser, for everyone: in four languages, on a phone, in the dark, without scripts."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = [
    "",
    "plans/plan-samenleven/",
    "plans/eu-aii-2021-2027/over-time/",
    "domains/housing/",
    "embed/domains/housing/",
    "domains/housing/?on=2025-06-30",
    "objectives/E5/",
    "actions/",
    "actions/EU-E-01/",
    "measures/",
    "measures/?domain=hosing&q=taal",
    "measures/demo-44021-01/",
    "territories/",
    "territories/BE2/",
    "territories/44021/",
    "compare/?territory=44021&territory=11002&territory=BE2",
    "compare/?territory=nowhere",
    "organisations/gent/",
    "funding/",
    "funding/amif/",
    "funding/gaps/?territory=BE2",
    "funding/calls/?state=open&state=announced",
    "funding/calls/demo-learning-networks/",
    "funding/finder/?type=language_orientation&status=third_country&stage=early&applicant=municipality&place=44021",
    "funding/chain/?type=language_orientation&first=1000&building=500&building_fund=erdf&building_fund=investeu",
    "funding/cofinancing/?rate=esf-plus-more&place=BE22&total=250000&call=35",
    "funding/operations/",
    "search/?q=taal",
    "changes/",
    "partnerships/?state=running",
    "partnerships/voorbeeld-samen-wonen-mechelen/",
    "domains/partnerships/partnerships/",
    "dialogues/",
    "dialogues/voorbeeld-taalkansen-gent/",
    "questions/",
    "questions/voorbeeld-leren-in-de-buurt/",
    "questions/voorbeeld-leren-in-de-buurt/answer/",
    "corrections/",
    "corrections/new/?page=/measures/",
    "following/?domain=housing",
    "following/by-mail/?domain=housing",
    "methodology/",
    "methodology/figures/schedule/?domain=housing",
    "open-data/",
    "accessibility/",
    "privacy/",
    "visits/",
    "api/",
]
REFUSED = re.compile(r"error at .*(hosing|nowhere).*status of 40[04]")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_accessibility_fault_in_any_look(path, example_site, page, complaints, faults_in_every_look):
    for language in LANGUAGES:
        page.goto(f"/{language}/{path}")
        assert page.locator("html").get_attribute("lang") == language
        assert faults_in_every_look(page) == [], language
    complaints[:] = [complaint for complaint in complaints if not REFUSED.match(complaint)]


def test_a_page_says_the_same_without_scripts(example_site, page, page_without_scripts, complaints):
    for path in PAGES:
        texts = []
        for visit in (page, page_without_scripts):
            visit.goto(f"/nl/{path}")
            texts.append(visit.locator("main").inner_text())
        assert texts[0] == texts[1], path
    complaints[:] = [complaint for complaint in complaints if not REFUSED.match(complaint)]


def test_a_page_that_is_not_there_has_no_accessibility_fault_and_leads_on(
    example_site, page, complaints, faults_in_every_look
):
    page.goto("/fr/nowhere/")
    assert faults_in_every_look(page) == []
    complaints[:] = [complaint for complaint in complaints if not REFUSED.match(complaint)]
    page.get_by_role("main").get_by_role("searchbox").fill("logement")
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"/fr/search/\?q=logement$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Rechercher")


def test_the_results_follow_each_choice_and_the_address_can_be_shared(example_site, page):
    page.goto("/nl/measures/")
    results = page.locator("#results")
    before = results.get_by_role("status").inner_text()

    page.get_by_label("Domein").select_option(label="Huisvesting")
    expect(results.get_by_role("status")).not_to_have_text(before)
    expect(page).to_have_url(re.compile(r"/nl/measures/\?domain=housing$"))
    page.get_by_role("checkbox", name="lopend").check()
    expect(page).to_have_url(re.compile(r"\?domain=housing&status=running$"))
    found = results.inner_text()

    page.goto(page.url)
    assert results.inner_text() == found
    page.go_back()
    page.go_back()
    expect(results.get_by_role("status")).to_have_text(before)
    expect(page.get_by_label("Domein")).to_have_value("")


def test_typing_searches_and_a_chip_goes_back(example_site, page):
    page.goto("/nl/measures/")
    page.get_by_label("Zoeken", exact=True).press_sequentially("huur")
    expect(page.locator("#results .chip")).to_have_text(re.compile("Zoeken: huur"))
    page.locator("#results .chip").click(delay=500)  # a slow finger: leaving the field searches nothing again
    expect(page).to_have_url(re.compile(r"/nl/measures/\??$"))
    expect(page.get_by_label("Zoeken", exact=True)).to_have_value("")


def test_filters_work_without_scripts_too(example_site, page_without_scripts):
    page = page_without_scripts
    page.goto("/nl/measures/")
    page.get_by_label("Fonds").select_option(label="AMIF")
    page.get_by_role("button", name="Tonen").click()
    expect(page.locator("#results .chip")).to_have_text(re.compile("Fonds: AMIF"))
    expect(page.get_by_label("Fonds")).to_have_value("amif")


def test_on_a_phone_the_menu_and_the_filters_open_with_a_button(example_site, new_context):
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto("/nl/measures/")
    assert not page.get_by_label("Domein").is_visible()
    page.get_by_role("button", name="Filteren").click()
    page.get_by_label("Domein").select_option(label="Gezondheid")
    expect(page.locator("#results .chip")).to_have_text(re.compile("Domein: Gezondheid"))
    page.keyboard.press("Escape")
    expect(page.get_by_label("Domein")).not_to_be_visible()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Financiering").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("EU-geld voor integratie")


def test_the_keyboard_finds_the_content_and_a_municipality_without_the_map(example_site, page):
    page.goto("/nl/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    map_and_more = page.get_by_role("region", name="Maatregelen per gemeente")
    map_and_more.get_by_label("Ga naar een gemeente").select_option(label="Gent")
    map_and_more.get_by_role("button", name="Tonen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gent")
