"""A clerk's work in few interactions, without scripts too; an interaction is a click, or a field that is filled in."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from domains.models import Measure, Report, ReportingRound
from tests.browser.hands import Hands

CLERK = "clerk.gent@example.org"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def desk(request, example_site, sign_in, new_context):
    page = new_context(locale="en-GB", java_script_enabled=request.param).new_page()
    sign_in(page, User.objects.get(email=CLERK))
    page.goto("/admin/")
    return page


def test_a_report_takes_four_interactions_and_nothing_changed_two(desk):
    hands = Hands(desk)
    hands.click("link", "My work")
    due = desk.get_by_role("listitem").filter(has_text="report due").filter(has_text="last report")
    waiting = due.count()
    hands.click("link", "Report", within=due.first)
    value = desk.locator("[name=values-0-value]")
    expect(value).to_be_focused()
    hands.fill(value, value.locator("xpath=ancestor::div[1]").locator(".help").inner_text().split(" to ")[1].split()[0])
    hands.click("button", "Save and submit")
    expect(desk.get_by_role("status")).to_contain_text("The report is submitted")
    assert hands.interactions <= 4
    assert due.count() == waiting - 1

    desk.goto("/admin/")
    again = Hands(desk)
    again.click("link", "My work")
    again.click("button", "Nothing changed", within=due.first)
    expect(desk.get_by_role("status")).to_contain_text("1 report is submitted.")
    assert again.interactions == 2
    assert due.count() == waiting - 2


def test_a_measure_with_a_kpi_is_logged_in_twelve_interactions(desk):
    hands = Hands(desk)
    hands.click("link", "Log a measure")
    for field, value in (
        ("title_en", "Bike lessons"),
        ("summary_en", "Newcomers learn to ride a bike, in the park, with volunteers."),
        ("starts_on", "2026-01-01"),
        ("ends_on", "2027-06-30"),
        ("budget", "50.000"),
        ("kpis-0-name_en", "people"),
        ("kpis-0-target", "250"),
    ):
        hands.fill(desk.locator(f"#id_{field}"), value)
    hands.choose(desk.locator("#id_objective"), index=1)
    hands.choose(desk.locator("#id_status"), value="running")
    hands.click("button", "Save and submit")
    expect(desk.get_by_role("status")).to_contain_text("is submitted")
    assert hands.interactions <= 12
    assert Measure.objects.get(title_en="Bike lessons").publication == "submitted"


def test_my_work_and_rounds_have_no_accessibility_fault_in_any_look(
    example_site, sign_in, new_context, faults_in_every_look
):
    closed = ReportingRound.objects.public().get()
    due = Measure.objects.filter(organisation__slug="gent", kpis__isnull=False).public().first()
    Report.objects.filter(measure=due, review="submitted").delete()
    for locale in ("nl-BE", "en-GB", "fr-BE", "de-BE"):
        clerk, curator = (new_context(locale=locale).new_page() for _person in range(2))
        sign_in(clerk, User.objects.get(email=CLERK)).goto(f"/admin/domains/report/work/?report={due.pk}")
        clerk.locator(".many summary").click()
        assert faults_in_every_look(clerk) == [], locale
        sign_in(curator, User.objects.get(email="curator@example.org"))
        for address in (
            f"/admin/domains/reportinground/{ReportingRound.objects.exclude(pk=closed.pk).get().pk}/standing/",
            f"/admin/domains/reportinground/{closed.pk}/reopen/",
            f"/{locale[:2]}/plans/{closed.plan.slug}/rounds/{closed.deadline}/",
        ):
            curator.goto(address)
            assert faults_in_every_look(curator) == [], address


def test_a_measure_is_logged_in_five_interactions_and_nothing_changed_takes_two_on_a_phone(
    example_site, sign_in, new_context
):
    phone = new_context(locale="en-GB", viewport={"width": 360, "height": 740}).new_page()
    sign_in(phone, User.objects.get(email=CLERK))
    phone.goto("/admin/")
    hands = Hands(phone)
    hands.click("link", "Log a measure")
    hands.fill(phone.locator("#id_title_en"), "A reading room")
    hands.choose(phone.locator("#id_objective"), index=1)
    hands.fill(phone.locator("#id_starts_on"), "2026-01-01")
    hands.click("button", "Save and submit")
    expect(phone.get_by_role("status")).to_contain_text("is submitted")
    assert hands.interactions == 5

    phone.goto("/admin/")
    again = Hands(phone)
    again.click("link", "My work")
    again.click("button", "Nothing changed")
    expect(phone.get_by_role("status")).to_contain_text("1 report is submitted.")
    assert again.interactions == 2
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
