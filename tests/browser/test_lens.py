"""Progress for one target group, in a real browser."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("path", ["", "domains/employment-skills/"])
def test_a_page_for_one_group_has_no_accessibility_fault_in_any_look(path, example_site, page, faults_in_every_look):
    page.goto(f"/nl/{path}?target_group=women")
    expect(page.locator(".lens .notice")).to_be_visible()
    assert faults_in_every_look(page) == []


def test_a_reader_without_scripts_chooses_a_group_goes_on_for_it_and_comes_back(example_site, page_without_scripts):
    page = page_without_scripts
    page.goto("/en/")
    choice = page.locator(".lens")
    choice.get_by_role("combobox").select_option(label="Women")
    choice.get_by_role("button").click()
    expect(page).to_have_title("Overview: Women · Integratieplan")
    expect(choice.get_by_role("status")).to_contain_text("Only measures for this target group count here: Women.")

    page.get_by_role("link", name="Employment and skills").click()
    expect(page).to_have_title("Employment and skills: Women · Integratieplan")
    expect(choice.get_by_role("combobox")).to_have_value("women")
    page.get_by_role("link", name="All measures of this domain").click()
    expect(page.locator(".chip")).to_contain_text(["Domain: Employment and skills", "Target group: Women"])

    page.go_back()
    page.get_by_role("link", name="Show progress for everybody").click()
    expect(page).to_have_title("Employment and skills · Integratieplan")
