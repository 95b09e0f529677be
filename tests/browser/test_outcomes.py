"""Outcomes in the population in a real browser."""

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

FILES = Path(__file__).parents[1] / "eurostat"
WORK = "domains/employment-skills/"


@pytest.fixture
def outcomes(example_site):
    call_command("import_indicators", FILES / "labels_only.csv", verbosity=0)


@pytest.mark.parametrize("path", [WORK, "territories/BE/"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_with_outcomes_has_no_accessibility_fault_in_any_look(
    language, path, outcomes, page, faults_in_every_look
):
    page.goto(f"/{language}/{path}")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    expect(page.locator("svg.chart")).to_be_visible()
    assert faults_in_every_look(page) == []


def test_another_country_is_chosen_without_scripts(outcomes, page_without_scripts):
    page = page_without_scripts
    page.goto(f"/en/{WORK}")
    section = page.get_by_role("region", name="In the population")
    expect(section.get_by_role("heading", level=2)).to_have_text("In the population: Belgium")
    section.get_by_role("combobox").select_option(label="European Union")
    section.get_by_role("button").click()
    expect(section.get_by_role("heading", level=2)).to_have_text("In the population: European Union")
    expect(section).to_contain_text("10.0 percentage points lower")
