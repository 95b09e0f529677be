"""Measures go out to a spreadsheet and come back in: looked at first, then all or nothing."""

from datetime import date
from io import BytesIO

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from domains import spreadsheets
from domains.models import Action, Measure, Objective
from funding.models import Allocation, Fund
from tests.factories import (
    AllocationFactory,
    MeasureFactory,
    OrganisationFactory,
    TerritoryFactory,
    UserFactory,
    days_from_now,
)
from tests.sheets import NEW, excel, faults, kinds, rows_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]


@pytest.fixture
def measure(gent):
    """A published measure with everything that a spreadsheet shows."""
    measure = MeasureFactory(
        organisation=gent,
        objective__code="E9",
        reference="m-gent",
        title_nl="Taalbuddy's",
        title_en="Language buddies",
        summary_nl="Elke week\r\nsamen praten.",
        budget="50000.50",
        ends_on=None,
    )
    measure.further_objectives.set(Objective.objects.filter(code__in=["E1", "E3"]))
    measure.implements.set(Action.objects.filter(code="EU-E-02"))
    AllocationFactory(measure=measure, fund__slug="erdf", amount="20000.25")
    AllocationFactory(measure=measure, fund=None, amount=1000)
    return measure


@pytest.fixture
def export(client):
    """Return a function that downloads the measures of the list."""

    def download(ending="xlsx", query=""):
        return client.post(reverse("admin:domains_measure_export") + query, {"ending": ending}).content

    return download


# In two steps.


def test_a_spreadsheet_is_looked_at_first_and_stored_after_a_yes(look, confirm, clerk, measure):
    data = excel({"reference": "m-gent", "title_nl": "Taalmaatjes", "objective": "E9"}, {"reference": None, **NEW})

    page = look(data)
    assert kinds(page) == [(2, "changed"), (3, "new")]
    assert Measure.objects.get().title_nl == "Taalbuddy's"

    answer = confirm(page)
    assert "Stored: 1 new, 1 changed, 0 unchanged. The new ones are drafts" in answer.content.decode()
    measure.refresh_from_db()
    assert (measure.title_nl, measure.title_en, measure.publication) == ("Taalmaatjes", "Language buddies", "published")
    new = Measure.objects.exclude(pk=measure.pk).get()
    assert (new.title_nl, new.language, new.starts_on) == ("Nieuwe taalklas", "nl", date(2026, 9, 1))
    assert (new.publication, new.status, new.organisation, new.territory) == (
        "draft",
        "planned",
        clerk.organisation,
        clerk.organisation.territory,
    )


def test_the_history_says_who_imported_and_that_it_was_a_spreadsheet(look, confirm, clerk, measure):
    before = timezone.now()
    confirm(look(text({"reference": "m-gent", "budget": "60000", "further_objectives": "E2", "money_own_means": "5"})))

    changes = [*measure.history.all(), *Allocation.history.filter(measure=measure, fund=None)]
    imported = [change for change in changes if change.history_date > before]
    assert len(imported) == 2  # the measure with its objectives, and its money
    now = imported[0]
    assert (now.budget, [link.objective.code for link in now.further_objectives.all()]) == (60_000, ["E2"])
    assert [link.action.code for link in now.implements.all()] == ["EU-E-02"]
    assert {(change.history_user, change.history_change_reason) for change in imported} == {(clerk, "spreadsheet")}


def test_who_has_the_form_open_meanwhile_is_told(client, look, confirm, clerk, measure):
    form = reverse("admin:domains_measure_change", args=[measure.pk])
    seen = client.get(form).context["adminform"].form.initial["seen_version"]
    confirm(look(text({"reference": "m-gent", "budget": "60000"})))

    answer = client.post(form, {"seen_version": seen, "title_nl": "Andere titel"})
    assert "changed this on" in answer.content.decode()


def test_what_changed_between_look_and_yes_is_looked_at_again(look, confirm, client, clerk, measure):
    page = look(text({"reference": "m-gent", "budget": "60000"}))
    Measure.objects.update(budget=70_000)

    again = confirm(page)
    assert "Nothing is stored: the measures have changed since you looked." in again.content.decode()
    assert Measure.objects.get().budget == 70_000
    confirm(again)
    assert Measure.objects.get().budget == 60_000


def test_a_row_that_became_wrong_between_look_and_yes_stores_nothing(look, confirm, clerk, measure):
    page = look(text({"reference": "m-gent", "title_nl": "Taalmaatjes"}, NEW))
    MeasureFactory(organisation=clerk.organisation, objective=measure.objective, title_nl="Taalmaatjes")

    again = confirm(page)
    assert kinds(again) == [(2, "wrong"), (3, "new")]
    assert not Measure.objects.filter(title_nl="Nieuwe taalklas").exists()


def test_a_yes_of_somebody_else_or_said_twice_stores_nothing(look, act, client, clerk, gent):
    page = look(text(NEW))
    for somebody in (UserFactory(organisation=gent, approver=True), UserFactory(organisation=gent)):
        client.force_login(somebody)
        assert act(page, "store").status_code == 403
    client.force_login(UserFactory())
    assert act(page, "store").status_code == 404
    client.force_login(clerk)
    assert act(page, "anything").status_code == 403
    assert not Measure.objects.exists()

    act(page, "store")
    act(page, "store")
    assert Measure.objects.get().title_nl == "Nieuwe taalklas"


def test_the_page_keeps_nothing_of_the_file_but_what_it_shows(look, clerk):
    content = look(excel(NEW, {**NEW, "title_nl": "<script>alert(1)</script> 😀"})).content.decode()
    hidden = [part for part in content.split("<input")[1:] if 'type="hidden"' in part and "csrf" not in part]
    assert [part.split('name="')[1].split('"')[0] for part in hidden] == ["next"]
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 😀" in content
    assert "style=" not in content


# What came back.


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_went_out_comes_back_in_without_a_difference(export, look, clerk, measure, gent, ending):
    for number, title in enumerate(
        ["=HYPERLINK(1)", "'=1", "+65", 'a;b"c', " spaties ", "regel\r\nbreuk", "😀", "2026"]
    ):
        MeasureFactory(organisation=gent, title_nl=title, summary_nl=title, budget=number, objective=measure.objective)
    data = export(ending)
    page = look(data)
    assert {kind for _number, kind in kinds(page)} == {"unchanged"}
    assert len(kinds(page)) == 9
    assert "This changes nothing" in page.content.decode()
    assert not page.context["preview"].can_be_stored


def test_the_same_file_twice_changes_nothing(look, confirm, clerk):
    data = excel(NEW, {**NEW, "title_nl": "Een tweede", "budget": 100, "fund_1": "esf-plus", "amount_1": 40})
    confirm(look(data))
    before = list(Measure.objects.values())
    assert kinds(look(data)) == [(2, "unchanged"), (3, "unchanged")]
    assert list(Measure.objects.values()) == before
    assert Allocation.objects.get().amount == 40


def test_an_export_shows_everything_in_codes(export, clerk, measure):
    (row,) = rows_of(export())
    assert (row["reference"], row["organisation"], row["objective"]) == ("m-gent", "gent", "E9")
    assert (row["further_objectives"], row["implements"], row["territory"]) == ("E1, E3", "EU-E-02", "44021")
    assert (row["language"], row["status"], row["ends_on"], row["budget"]) == ("nl", "running", None, 50000.5)
    assert (row["fund_1"], row["amount_1"], row["fund_2"], row["money_own_means"]) == ("erdf", 20000.25, None, 1000)
    (row,) = rows_of(export("csv"))
    assert (row["starts_on"], row["budget"], row["money_own_means"]) == (str(days_from_now(-100)), "50000,50", "1000")


def test_an_export_is_as_the_list_with_its_search_and_filters(client, export, clerk, measure, gent):
    MeasureFactory(organisation=gent, status="done", title_nl="Klaar")
    MeasureFactory(title_nl="Van een ander")
    assert [row["title_nl"] for row in rows_of(export(query="?status__exact=done"))] == ["Klaar"]
    assert [row["title_nl"] for row in rows_of(export(query="?q=taalbud"))] == ["Taalbuddy's"]
    page = client.get(reverse("admin:domains_measure_export") + "?status__exact=done")
    assert page.context["number"] == 1
    answer = client.get(reverse("admin:domains_measure_export") + "?is_example__exact=nonsense")
    assert answer["Location"] == reverse("admin:domains_measure_changelist") + "?e=1"


def test_more_measures_than_fit_are_filtered_first(client, clerk, measure, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_ROWS_OUT", 0)
    answer = client.post(reverse("admin:domains_measure_export"), {"ending": "csv"})
    assert "Your list shows 1 measures, more than fit in one file. Search or filter first." in answer.content.decode()


def test_the_name_of_a_file_says_what_it_holds(client, clerk):
    answer = client.post(reverse("admin:domains_measure_export"), {"ending": "csv"})
    assert answer["Content-Disposition"] == f'attachment; filename="measures-gent-{days_from_now(0)}.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert client.post(reverse("admin:domains_measure_export"), {"ending": "pdf"}).context["form"].errors


def test_an_export_takes_as_many_queries_for_many_measures_as_for_one(
    export, clerk, measure, django_assert_num_queries
):
    def number_of_queries():
        with django_assert_num_queries(100, exact=False) as queries:
            export()
        return len(queries)

    before = number_of_queries()
    for _number in range(5):
        copy = MeasureFactory(organisation=measure.organisation)
        copy.further_objectives.set(measure.further_objectives.all())
        AllocationFactory(measure=copy)
    assert number_of_queries() == before


def test_a_template_has_the_measures_lists_to_choose_from_and_says_how_in_four_languages(client, clerk, measure):
    MeasureFactory(title_nl="Van een ander")
    data = client.get(reverse("admin:domains_measure_template")).content
    assert [row["reference"] for row in rows_of(data)] == ["m-gent"]

    book = load_workbook(BytesIO(data))
    page, names = book.worksheets[0], [cell.value for cell in book.worksheets[0][1]]
    rules = {names[next(iter(rule.sqref.ranges)).min_col - 1]: rule for rule in page.data_validations.dataValidation}
    assert {name: rules[name].type for name in ("objective", "territory", "status", "language")} == dict.fromkeys(
        ("objective", "territory", "status", "language"), "list"
    )
    assert (rules["ends_on"].type, rules["budget"].type, rules["amount_3"].type) == ("date", "decimal", "decimal")
    lists = book["lists"]
    chosen = {name: lists[rules[name].formula1.split("$")[1]] for name in ("status", "fund_1")}
    assert [cell.value for cell in chosen["status"][:4]] == ["planned", "running", "done", "stopped"]
    assert [cell.value for cell in chosen["fund_1"] if cell.value] == sorted(
        Fund.objects.values_list("slug", flat=True)
    )
    assert {(rules[f"fund_{place}"].type, rules[f"fund_{place}"].formula1) for place in (1, 2, 3)} == {
        ("list", rules["fund_1"].formula1)
    }
    assert lists.sheet_state == "hidden"
    assert [name[-3:-1] for name in book.sheetnames if name.endswith(")")] == ["nl", "en", "fr", "de"]
    told = list(book[book.sheetnames[-2]].iter_rows(values_only=True))
    assert ("status", "running", "running") in told
    assert any(row[:2] == ("objective", "E1") for row in told)
    assert ("fund_1", "amif", str(Fund.objects.get(slug="amif"))) in told
    assert ("fund_2", None, "A fund that pays. What it gives stands in amount_2.") in told
    assert ("money_own_means", None, "Money in euros: own means.") in told
    assert not any(row[0] in ("fund_4", "money_amif") for row in told)


def test_a_curator_takes_the_template_of_any_organisation(client, measure):
    client.force_login(UserFactory(curator=True))
    template = reverse("admin:domains_measure_template")
    assert "gent" in client.get(reverse("admin:domains_measure_import")).content.decode()
    assert len(rows_of(client.get(f"{template}?organisation=gent").content)) == 1
    assert rows_of(client.get(template).content) == []
    assert client.get(f"{template}?organisation=nergens").status_code == 404


# Whose.


def test_nobody_imports_a_measure_of_another_organisation(look, clerk):
    MeasureFactory(reference="m-other", organisation__slug="brugge", title_nl="Van Brugge")
    page = look(
        excel(
            {"reference": "m-other", "title_nl": "Gekaapt", "organisation": None},
            {"reference": "m-other", "title_nl": "Gekaapt", "organisation": "gent"},
            {"reference": "m-other", "title_nl": "Gekaapt", "organisation": "brugge"},
            {"reference": "m-nothing", "title_nl": "Verzonnen", "organisation": "Gent"},
        )
    )
    no_measure = "You have no measure {}. Leave this cell empty to log a new one."
    assert faults(page) == [
        (2, "reference", no_measure.format("m-other")),
        (3, "reference", no_measure.format("m-other")),
        (4, "organisation", "This row is of brugge: you can import measures of gent only."),
        (5, "reference", no_measure.format("m-nothing")),
    ]
    assert "Nothing is stored: correct the 4 rows" in page.content.decode()


def test_a_title_that_another_organisation_has_too_is_a_new_measure(look, confirm, clerk):
    theirs = MeasureFactory(title_nl="Nieuwe taalklas", objective=Objective.objects.get(code="E1"))
    confirm(look(text({**NEW, "budget": "5"})))
    theirs.refresh_from_db()
    assert theirs.budget == 50_000
    assert Measure.objects.get(organisation=clerk.organisation).budget == 5


def test_a_curator_imports_for_every_organisation_and_says_for_which(client, look, confirm, gent, measure):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(UserFactory(curator=True))
    OrganisationFactory(slug="brugge")
    rows = [{**NEW, "organisation": slug} for slug in ("gent", "BRUGGE")]
    abroad = {"reference": "m-gent", "title_nl": "Elders", "territory": TerritoryFactory(code="BE1").code}
    page = look(excel(*rows, abroad))
    assert ("organisation", "<ins>Stad gent</ins>") in page.context["preview"].lines[1].changes
    confirm(page)
    assert Measure.objects.filter(title_nl="Nieuwe taalklas").count() == 2

    page = look(
        excel(
            {**NEW, "organisation": None},
            {**NEW, "organisation": "nergens"},
            {"reference": "m-gent", "organisation": "brugge"},
            {**NEW, "organisation": "gent", "title_nl": "Ergens", "territory": "nergens"},
        )
    )
    assert faults(page) == [
        (2, "organisation", "Say whose measure this is: the short name of the organisation."),
        (3, "organisation", "There is no organisation with the short name nergens."),
        (4, "reference", "You have no measure m-gent. Leave this cell empty to log a new one."),
        (5, "territory", "There is no place with the code nergens."),
    ]


@pytest.mark.parametrize("name", ["import", "template", "export"])
def test_spreadsheets_are_for_staff(client, name):
    address = reverse(f"admin:domains_measure_{name}")
    assert client.post(address).status_code == 302
    client.force_login(UserFactory(visitor=True))
    assert "login" in client.post(address)["Location"]


@pytest.mark.parametrize("view", ["import_action", "template_action", "export_action"])
def test_each_page_asks_again_who_it_is_for(rf, view):
    request = rf.post("/")
    request.user = UserFactory(visitor=True)
    with pytest.raises(PermissionDenied):
        getattr(admin.site.get_model_admin(Measure), view)(request)


@pytest.mark.parametrize("view", ["one_import_action", "file_action"])
def test_each_page_of_an_import_asks_again_who_it_is_for(rf, view):
    request = rf.post("/")
    request.user = UserFactory(visitor=True)
    with pytest.raises(PermissionDenied):
        getattr(admin.site.get_model_admin(Measure), view)(request, 1, *(["uploaded"] if view == "file_action" else []))


def test_the_list_has_the_buttons(client, clerk):
    content = client.get(reverse("admin:domains_measure_changelist") + "?q=taal").content.decode()
    assert f"{reverse('admin:domains_measure_export')}?q=taal" in content
    assert reverse("admin:domains_measure_import") in content


def test_a_contributor_imports_no_change_of_what_is_public_and_an_approver_does(look, confirm, client, gent, measure):
    client.force_login(UserFactory(organisation=gent))
    row = {"reference": measure.reference, "title_nl": "Stil gewijzigd"}
    assert [sentence for _row, _column, sentence in faults(look(excel(row)))] == [
        "Deze maatregel is gepubliceerd: een goedkeurder van uw organisatie wijzigt hem."
    ]
    assert kinds(look(excel({"reference": measure.reference, "title_nl": measure.title_nl}))) == [(2, "unchanged")]

    client.force_login(UserFactory(organisation=gent, approver=True))
    confirm(look(excel(row)))

    measure.refresh_from_db()
    assert measure.title_nl == "Stil gewijzigd"
