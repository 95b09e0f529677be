"""The back office in a real browser: every page in every look, and a form that hides nothing and loses nothing."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from domains.models import Measure, Report
from funding.models import Application
from partnerships.models import Organisation
from tests.factories import LinkFactory

LIST, ADD = "/admin/domains/measure/", "/admin/domains/measure/add/"
CLERK, APPROVER, CURATOR = "clerk.gent@example.org", "approver.gent@example.org", "curator@example.org"


def of_gent(publication):
    """Return the number of a measure of Gent in a state."""
    return Measure.objects.filter(organisation__slug="gent", publication=publication).values_list("pk", flat=True)[0]


def report_of_gent():
    return Report.objects.filter(measure__organisation__slug="gent").first()


def application_of_gent():
    granted = Application.objects.granted().filter(measure__organisation__slug="gent")
    return granted.earliest("pk").pk


def look_of_gent():
    return f"/admin/partnerships/organisation/{Organisation.objects.get(slug='gent').pk}/change/"


def former_measure():
    version = Measure.history.filter(id=of_gent("draft")).values_list("pk", flat=True)[0]
    return f"{LIST}{of_gent('draft')}/change/?version={version}"


# What has to be done on a page before all of it is there.


def with_everything_open(page):
    for link in page.locator(".addlink").all():
        link.click()
    page.evaluate("for (const folded of document.querySelectorAll('main details')) folded.open = true")


def with_slips(page):
    page.locator("#id_budget").fill("-5")
    page.locator("#id_kpis-0-target").fill("many")
    page.locator("#id_allocations-0-amount").fill("0")
    page.locator("[name=_save]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator(".errorlist").count() > 4


def with_some_ticked(action):
    """Return what chooses an action for some records of a list, up to the page that wants a yes."""

    def chosen(page):
        for tick in page.locator("[name=_selected_action]").all()[:3]:
            tick.check()
        page.locator("[name=action]").select_option(action)
        page.locator(".actions button").click()
        page.locator("[name=confirmed], [name=post]").first.wait_for(state="attached")

    return chosen


def with_a_file(text):
    """Return what brings a spreadsheet in, up to its preview."""

    def brought(page):
        sheet = {"name": "maatregelen.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("input[type=file]").set_input_files(sheet)
        page.locator("form[enctype] button").click()
        page.locator(".rows-table").first.wait_for()

    return brought


FILE = "title_nl;objective;starts_on;budget\nTaalcafé;E1;1/9/2027;50.000,50\nEen tweede;Z9;ooit;veel"
PAGES = {
    CLERK: {
        "desk": (lambda: "/admin/",),
        "empty list": (lambda: f"{LIST}?q=nothing-like-this",),
        "form with everything open": (lambda: ADD, with_everything_open),
        "form with slips": (lambda: ADD, with_slips),
        "form of a returned measure": (lambda: f"{LIST}{of_gent('returned')}/change/",),
        "former version": (former_measure,),
        "history": (lambda: f"{LIST}{of_gent('published')}/history/",),
        "delete": (lambda: f"{LIST}{of_gent('draft')}/delete/",),
        "new report": (lambda: f"/admin/domains/report/add/?measure={of_gent('published')}",),
        "report": (lambda: f"/admin/domains/report/{report_of_gent().pk}/change/",),
        "applications": (lambda: "/admin/funding/application/",),
        "handbook": (lambda: "/admin/handbook/",),
    },
    APPROVER: {
        "list": (lambda: f"{LIST}?publication__exact=published", with_everything_open),
        "form of a submitted measure": (lambda: f"{LIST}{of_gent('submitted')}/change/",),
        "reason": (lambda: f"{LIST}{of_gent('submitted')}/return/reason/",),
        "application": (lambda: f"/admin/funding/application/{application_of_gent()}/change/", with_everything_open),
        "contacts": (lambda: "/admin/domains/contact/",),
        "new contact": (lambda: "/admin/domains/contact/add/", with_everything_open),
        "colour and logo": (look_of_gent,),
        "new invitation": (lambda: "/admin/accounts/invitation/add/",),
        "data quality": (lambda: f"{LIST}quality/",),
        "preview of an import": (lambda: f"{LIST}import/", with_a_file(FILE)),
    },
    CURATOR: {
        "desk": (lambda: "/admin/",),
        "form": (lambda: f"{LIST}{of_gent('published')}/change/",),
        "many to another objective": (
            lambda: f"{LIST}?q=gent&status__exact=running",
            with_some_ticked("move_selected"),
        ),
        "many to delete": (lambda: "/admin/domains/document/", with_some_ticked("delete_selected")),
        "organisation": (look_of_gent,),
        "new account": (lambda: "/admin/accounts/user/add/",),
        "account": (lambda: f"/admin/accounts/user/{User.objects.get(email=CLERK).pk}/change/",),
        "history of an account": (lambda: f"/admin/accounts/user/{User.objects.get(email=CLERK).pk}/history/",),
        "places": (lambda: "/admin/partnerships/territory/?q=gent",),
        "action": (lambda: "/admin/domains/action/1/change/",),
        "rule of a fund": (lambda: "/admin/funding/fundrule/1/change/",),
        "records of an app": (lambda: "/admin/domains/",),
        "data quality": (lambda: f"{LIST}quality/",),
        "likely doubles": (lambda: f"{LIST}{of_gent('published')}/merge/",),
        "two side by side": (lambda: f"{LIST}{of_gent('published')}/merge/?double={of_gent('draft')}",),
    },
}


@pytest.fixture
def at_the_desk_of(example_site, sign_in, new_context):
    """Return a function that opens a browser in which a member of staff is signed in."""

    def opened(email, locale="en-GB", **options):
        page = new_context(locale=locale, **options).new_page()
        return sign_in(page, User.objects.get(email=email))

    return opened


@pytest.mark.parametrize("person", PAGES)
def test_no_page_has_an_accessibility_fault_in_any_language_with_everything_open(
    person, at_the_desk_of, faults_in_four_languages
):
    Organisation.objects.filter(slug="gent").update(website=LinkFactory(dead=True).address)
    page = at_the_desk_of(person)
    page.on("dialog", lambda dialog: dialog.accept())  # a page with changes is left
    found = {
        name: faults_in_four_languages(page, address(), steps, turn)
        for turn, (name, (address, *steps)) in enumerate(PAGES[person].items())
    }
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_door_has_no_accessibility_fault_open_or_closed(
    example_site, new_context, complaints, faults_in_every_look
):
    page = new_context().new_page()
    page.goto("/admin/")
    assert faults_in_every_look(page) == []
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        page.locator("#id_username").fill(CLERK)
        page.locator("#id_password").fill("a wrong guess")
        page.locator("#login-form button").click()
    expect(page.get_by_role("main")).to_contain_text("15")
    assert faults_in_every_look(page) == []
    complaints[:] = [complaint for complaint in complaints if "status of 429" not in complaint]


# The form.


def columns_in_step(page, group):
    """Say for each row of an inline whether its inputs stand under the heads of their columns."""
    return page.evaluate(
        """(group) => {
            const shown = (cells) => [...cells].filter((cell) => cell.offsetParent);
            const left = (cell) => Math.round(cell.getBoundingClientRect().left);
            const heads = shown(document.querySelectorAll(`${group} thead th`)).map(left);
            return shown(document.querySelectorAll(`${group} tr.form-row`)).map((row) =>
                JSON.stringify(shown(row.querySelectorAll("td[data-label]")).map(left)) === JSON.stringify(heads));
        }""",
        group,
    )


def test_a_kpi_shows_one_name_under_its_head_in_whichever_language_is_open(at_the_desk_of):
    page = at_the_desk_of(CLERK)
    page.goto(ADD)
    page.locator("#kpis-group .addlink").click()
    for code in ("nl", "fr", "de", "en"):
        page.locator(f"label[for=tab-{code}]").click()
        expect(page.locator(f"#id_kpis-1-name_{code}")).to_be_visible()
        assert page.locator("#kpis-group thead th:visible").count() == 5
        assert columns_in_step(page, "#kpis-group") == [True, True]
        assert page.locator(".line:visible [name^=title_]").count() == 1
    assert columns_in_step(page, "#milestones-group") == columns_in_step(page, "#allocations-group") == [True]


def test_the_usual_measure_is_logged_on_one_screen(at_the_desk_of):
    page = at_the_desk_of(CLERK, viewport={"width": 1280, "height": 960})
    page.goto(ADD)
    assert page.evaluate("document.documentElement.scrollHeight") <= 960


def test_a_text_that_is_too_long_is_not_sent_and_stays(at_the_desk_of):
    page = at_the_desk_of(CLERK)
    page.goto(ADD)
    page.locator("#id_title_fr").evaluate("(input) => { input.value = 'é'.repeat(201); }")
    page.locator("#id_summary_en").fill("x" * 6_000_000)
    page.locator("[name=_save]").click()

    assert page.locator(".too-long").all_inner_texts() == [
        "This text is too long: it has 201 characters, and 200 fit.",
        "This text is too long: it has 6000000 characters, and 3000 fit.",
    ]
    expect(page.locator("#id_title_fr")).to_be_focused()
    assert not Measure.objects.filter(title_fr__startswith="éé").exists()


def test_six_megabytes_without_scripts_get_a_sentence_and_the_way_back_has_them_all(at_the_desk_of, complaints):
    page = at_the_desk_of(CLERK, java_script_enabled=False)
    page.goto(ADD)
    page.locator("#id_title_en").fill("Short title")
    page.locator("#id_summary_en").fill("x" * 6_000_000)
    page.locator("[name=_save]").click()
    expect(page.get_by_role("main")).to_contain_text("too large")
    page.go_back()
    expect(page.locator("#id_title_en")).to_have_value("Short title")
    assert len(page.locator("#id_summary_en").input_value()) == 6_000_000
    complaints[:] = [complaint for complaint in complaints if "status of 400" not in complaint]


@pytest.mark.parametrize(("change", "asked"), [("#id_title_en", True), ("label[for=tab-fr]", False)])
def test_a_page_with_changes_is_not_left_by_accident(change, asked, at_the_desk_of):
    page = at_the_desk_of(CLERK)
    page.goto(ADD)
    if asked:
        page.locator(change).fill("Almost lost")
    else:
        page.locator(change).click()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Your desk").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert dialogs == (["beforeunload"] if asked else [])


def test_a_line_is_added_and_removed(at_the_desk_of):
    page = at_the_desk_of(CLERK)
    page.goto(ADD)
    rows = page.locator("#milestones-group tr.form-row:visible")
    page.locator("#milestones-group .addlink").click()
    expect(rows).to_have_count(2)
    page.locator("#milestones-group .inline-deletelink").first.click()
    expect(rows).to_have_count(1)


def test_without_scripts_a_measure_is_logged_and_gets_a_second_kpi(at_the_desk_of):
    page = at_the_desk_of(CLERK, java_script_enabled=False)
    page.goto(ADD)
    page.locator("#id_title_en").fill("Logged without scripts")
    page.locator("#id_objective").select_option(index=1)
    page.locator("#id_starts_on").fill("2026-01-01")
    page.locator("#id_kpis-0-name_en").fill("people")
    page.locator("#id_kpis-0-target").fill("10")
    page.locator("[name=_continue]").click()
    page.locator("#id_kpis-1-name_en").fill("evenings")
    page.locator("#id_kpis-1-target").fill("5")
    page.locator("[name=_save]").click()
    expect(page.get_by_role("status")).to_contain_text("saved as a draft")
    assert Measure.objects.get(title_en="Logged without scripts").kpis.count() == 2


def test_the_own_menu_and_the_language_work_from_the_keyboard(at_the_desk_of):
    page = at_the_desk_of(CLERK)
    page.goto(LIST)
    page.locator(".account summary").press("Enter")
    page.get_by_role("link", name="Your account").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    page.get_by_role("button", name="FR Français").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.endswith(reverse("account"))
