"""Places in a real browser: a councillor compares two towns, and the map can be read as a table."""

import re

import pytest
from playwright.sync_api import expect

from domains.models import Measure
from partnerships.models import Boundary, Territory

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture
def borders(example_site):
    """Give each municipality a square for a border, twenty-five to a row."""
    Boundary.objects.bulk_create(
        Boundary(
            territory=place,
            path=f"M{left} {top}l9 0 0 9-9 0z",
            left=left,
            top=top,
            right=left + 9,
            bottom=top + 9,
            attribution="© Testmakers",
        )
        for number, place in enumerate(Territory.objects.municipalities())
        for left, top in [(number % 25 * 10, number // 25 * 10)]
    )


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_councillor_compares_her_town_with_one_like_it_and_then_with_another(example_site, new_context, size):
    page = new_context(viewport=size, locale="en-GB", java_script_enabled=False).new_page()
    page.goto("/en/territories/44021/")
    page.get_by_role("link", name="Compare with Leuven").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghent, Leuven")
    short = page.get_by_role("region", name="In short").get_by_role("table")
    expect(short.get_by_role("columnheader").get_by_role("link")).to_have_text(["Ghent", "Leuven"])
    expect(short.get_by_role("row", name="Published measures")).to_be_visible()
    housing = page.get_by_role("rowheader", name="Housing").or_(page.get_by_role("columnheader", name="Housing"))
    expect(housing.first).to_be_visible()
    expect(page.get_by_text("These places are not alike")).to_have_count(0)

    page.get_by_label("Place 2").select_option(label="Eupen")
    page.get_by_role("button", name="Compare").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ghent, Eupen")
    expect(page.get_by_text("They differ in size")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("path", ["", "territories/BE23/"])
def test_a_map_of_areas_has_no_accessibility_fault_and_is_read_as_a_table(path, borders, page, faults_in_every_look):
    page.goto(f"/nl/{path}")
    picture = page.locator("svg.map")
    expect(picture).to_be_visible()
    expect(picture).to_have_role("img")
    assert picture.locator("path").count() > 2
    expect(page.get_by_text("© Testmakers")).to_be_visible()
    assert faults_in_every_look(page) == []

    section = page.locator("section", has=picture)
    section.locator("summary").click()
    expect(section.get_by_role("table").get_by_role("rowheader").filter(has_text="Gent")).to_be_visible()
    section.get_by_role("combobox").select_option(label="Gent")
    section.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gent")


def test_a_clerk_copies_a_measure_she_found_on_a_public_page(example_site, page, sign_in, faults_in_every_look):
    source = Measure.objects.public().filter(organisation__slug="leuven").first()
    page.goto(f"/nl/measures/{source.reference}/")
    page.locator("[aria-labelledby=elsewhere] a").last.click()
    expect(page).to_have_url(re.compile("/accounts/login/"))

    clerk = next(person for person in _staff("gent") if not person.may_approve)
    sign_in(page, clerk).goto(f"/admin/domains/measure/copy/{source.reference}/")
    assert faults_in_every_look(page) == []
    page.get_by_role("textbox").fill("Van Leuven geleerd")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_text("“Van Leuven geleerd”")).to_be_visible()
    assert source.copies.get().organisation == clerk.organisation


def _staff(slug):
    return Territory.objects.get(code="44021").organisations.get(slug=slug).staff.all()
