"""A citizen looks for what happens in her town, on a phone without scripts."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE


def test_a_citizen_finds_what_happens_about_language_in_her_town(example_site, new_context):
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/nl/territories/44021/")
    page.locator("header").get_by_role("link", name="Zoeken").click()
    page.get_by_role("searchbox").fill("taal Gent")
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"/nl/search/\?q=taal\+Gent$"))
    expect(page.locator("mark").first).to_be_visible()

    page.locator("#measures").locator("xpath=ancestor::section").get_by_role("heading", level=3).first.click()
    expect(page).to_have_url(re.compile(r"/nl/measures/demo-44021-"))
    page.go_back()

    page.get_by_role("searchbox").fill("taalbudy")
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_role("status").get_by_role("link").click()
    expect(page.locator("mark").first).to_be_visible()


def test_the_field_in_the_header_searches_at_a_desk(example_site, page, faults_in_every_look):
    page.goto("/nl/measures/")
    page.locator("header").get_by_role("searchbox").fill("taal gent")
    page.locator("header").get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile(r"/nl/search/\?q=taal\+gent$"))
    assert faults_in_every_look(page) == []
