"""Calls: a curator brings them in from a spreadsheet; a clerk finds one on a phone and takes its deadline along."""

import re

from playwright.sync_api import expect

from accounts.models import User
from funding.models import Call
from tests.browser.conftest import PHONE

HEADINGS = "code;deadline;amount_eur;title_nl\n"
GOOD = "demo-local-partnerships;31/03/2099 17:00;9.000.000,00;Lokale partnerschappen\n"


def choose(page, text):
    file = {"name": "calls.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("form[enctype] button").click()


def test_a_curator_imports_calls_and_a_clerk_finds_one(example_site, new_context, page, sign_in, accessibility_faults):
    desk = sign_in(page, User.objects.get(email="curator@example.org"))
    desk.goto("/admin/funding/call/")
    desk.locator(".object-tools a[href*=import]").click()
    assert accessibility_faults(desk) == []
    choose(desk, HEADINGS + "demo-mobility;gisteren;-5;\n" + GOOD)
    expect(desk.get_by_role("alert")).to_contain_text("niets bewaard")
    expect(desk.locator(".rows-table tbody tr").first).to_contain_text("“gisteren” is geen dag")
    assert accessibility_faults(desk) == []

    choose(desk, HEADINGS + GOOD)
    expect(desk.locator(".rows-table tbody tr").first).to_contain_text("2099-03-31 17:00")
    assert Call.objects.get(code="demo-local-partnerships").deadline.year != 2099
    assert accessibility_faults(desk) == []
    desk.locator("form[action*=process_import] button").click()
    expect(desk.locator(".message")).to_contain_text("1 gewijzigd")
    assert Call.objects.get(code="demo-local-partnerships").deadline.year == 2099

    phone = new_context(viewport=PHONE).new_page()
    phone.goto("/nl/funding/")
    phone.get_by_role("main").get_by_role("link", name="Oproepen", exact=True).click()
    phone.get_by_role("button", name="Filteren").click()
    phone.get_by_label("Fonds", exact=True).select_option(label="AMIF")
    expect(phone.locator("#results .chip")).to_have_count(1)  # the second choice waits for the first
    phone.get_by_role("checkbox", name="open", exact=True).check()
    expect(phone.locator("#results .chip")).to_have_count(2)
    expect(phone).to_have_url(re.compile(r"\?state=open&fund=amif"))
    phone.keyboard.press("Escape")
    phone.get_by_role("link", name="Lokale partnerschappen").click()
    expect(phone.get_by_role("main")).to_contain_text("31 maart 2099 17:00")
    address = phone.get_by_role("link", name="Zet het in uw agenda").get_attribute("href")
    calendar = phone.request.get(address)
    assert "DTEND;TZID=Europe/Brussels:20990331T170000" in calendar.text()
