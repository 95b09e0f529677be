"""From the desk of a clerk to the public pages: what two colleagues do in their browsers, and what all see then."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.factories import PASSWORD

TITLE = "Language buddies at the swimming pool"
PLACES = ["/en/domains/education-training/", "/en/objectives/E1/", "/en/territories/44021/"]


@pytest.fixture
def sign_in_at_the_door(example_site, new_context):
    """Return a function that opens a browser and signs in with an address and a password, as people do."""

    def signed_in(email):
        user = User.objects.get(email=email)
        user.set_password(PASSWORD)
        user.save()
        page = new_context(locale="en-GB").new_page()
        page.goto("/admin/")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(str(user))
        return page

    return signed_in


def measures_counted_on(page, address):
    """Return how many measures the public page at `address` counts first."""
    page.goto(address)
    words = page.get_by_text(re.compile(r"\d+ of \d+ measures? done|nothing logged yet")).first.inner_text()
    number = re.search(r"of (\d+) measure", words)
    return int(number[1]) if number else 0


def log_a_measure(page):
    page.get_by_role("link", name="Log a measure").click()
    what, when = page.get_by_role("group", name="What"), page.get_by_role("group", name="When and how much")
    what.get_by_role("textbox", name="Title").fill(TITLE)
    what.get_by_role("textbox", name="Summary").fill("Volunteers practise with newcomers every Wednesday.")
    objectives = what.get_by_role("combobox", name="Objective")
    objectives.select_option(label=objectives.locator("option", has_text=re.compile("^E1 ")).inner_text())
    when.get_by_label("Status").select_option(label="running")
    when.get_by_label("Starts on").fill("2026-01-01")
    when.get_by_label("Ends on").fill("2027-06-30")
    when.get_by_label("Budget").fill("50.000")
    kpis, milestones, money = (page.get_by_role("group", name=name) for name in ("KPIs", "Milestones", "Money"))
    kpis.get_by_role("textbox", name="What is counted").fill("people reached")
    kpis.get_by_role("textbox", name="Target").fill("250")
    milestones.get_by_role("textbox", name="Title").fill("First group starts")
    milestones.get_by_label("Due on").first.fill("2027-01-15")
    money.get_by_role("combobox", name="Fund").select_option(label="AMIF")
    money.get_by_role("textbox", name="Amount").fill("30.000")
    page.get_by_role("button", name="Save and submit").click()


def test_a_measure_goes_from_a_clerk_by_an_approver_to_the_public(example_site, sign_in_at_the_door, new_context):
    visitor = new_context(locale="en-GB").new_page()
    before = [measures_counted_on(visitor, address) for address in PLACES]

    clerk = sign_in_at_the_door("clerk.gent@example.org")
    log_a_measure(clerk)
    expect(clerk.get_by_role("status")).to_contain_text(f"“{TITLE}” is submitted")
    expect(clerk.get_by_role("row", name=TITLE)).to_contain_text("submitted")
    clerk.locator(".account summary").click()
    clerk.get_by_role("button", name="Sign out").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("You are signed out")
    assert [measures_counted_on(visitor, address) for address in PLACES] == before

    approver = sign_in_at_the_door("approver.gent@example.org")
    approver.get_by_role("link", name=re.compile(r"^\d+ waiting for you")).click()
    approver.get_by_role("link", name=TITLE).click()
    expect(approver.get_by_label("Target").first).to_have_value("250")
    approver.get_by_role("button", name="Save and publish").click()
    expect(approver.get_by_role("status")).to_contain_text("everybody can see it now")

    for address, number in zip(PLACES, before, strict=True):
        assert measures_counted_on(visitor, address) == number + 1, address
        expect(visitor.get_by_role("link", name=TITLE)).to_be_visible()
    visitor.get_by_role("link", name=TITLE).click()
    main = visitor.get_by_role("main")
    for words in ("people reached", "First group starts", "AMIF", "€\u00a030,000", "€\u00a050,000", "Ghent"):
        expect(main).to_contain_text(words)
