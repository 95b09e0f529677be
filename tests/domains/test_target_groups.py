"""Whom measures are for in particular: from the form, the spreadsheet and the list to the public."""

import pytest
from django.urls import reverse

from domains import spreadsheets
from domains.models import Measure, TargetGroup
from tests.back_office import at_work, fill_in, messages_of, text_of
from tests.factories import MeasureFactory, ObjectiveFactory, TargetGroupFactory, UserFactory
from tests.reading import text_of as words_of
from tests.sheets import NEW, faults, kinds, rows_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ADD = reverse("admin:domains_measure_add")
LIST = reverse("admin:domains_measure_changelist")


@pytest.fixture
def women():
    return TargetGroupFactory(slug="women", name_nl="Vrouwen", name_en="Women", position=10)


@pytest.fixture
def young():
    names = {"name_nl": "Kinderen en jongeren", "name_en": "Children and young people"}
    return TargetGroupFactory(slug="children-youth", position=20, **names)


def change_page(record):
    return reverse(f"admin:{record._meta.label_lower.replace('.', '_')}_change", args=[record.pk])


def slugs(measure):
    return sorted(measure.target_groups.values_list("slug", flat=True))


# The form and the list of clerks.


def test_a_clerk_ticks_whom_a_measure_is_for_and_the_history_says_what_changed(women, young):
    clerk = UserFactory()
    desk = at_work(clerk)
    typed = {"title_en": "Swimming", "objective": ObjectiveFactory().pk, "starts_on": "2026-01-01"}
    page = desk.get(ADD)
    assert "A measure for everybody has none." in text_of(page)
    assert page.content.decode().count('name="target_groups"') == 2

    fill_in(desk, ADD, **typed, target_groups=[women.pk, young.pk])
    measure = Measure.objects.get()
    assert slugs(measure) == ["children-youth", "women"]

    fill_in(desk, change_page(measure), target_groups=[young.pk])
    assert slugs(measure) == ["children-youth"]
    said = words_of(desk.get(reverse("admin:domains_measure_history", args=[measure.pk])))
    assert "Target groups Women, Children and young people → Children and young people" in said
    assert measure.history.first().history_user == clerk


def test_a_public_measure_gets_its_groups_from_an_approver_only(women):
    measure = MeasureFactory()
    contributor = at_work(UserFactory(organisation=measure.organisation))
    approver = at_work(UserFactory(organisation=measure.organisation, approver=True))

    assert contributor.post(change_page(measure), {"target_groups": [women.pk]}).status_code == 403
    assert slugs(measure) == []
    fill_in(approver, change_page(measure), target_groups=[women.pk])
    assert slugs(measure) == ["women"]
    assert measure.publication == "published"


def test_the_list_of_the_back_office_is_filtered_by_group_and_by_having_none(women):
    clerk = UserFactory()
    for title, groups in (("Naaiatelier", [women]), ("Buurtfeest", [])):
        MeasureFactory(title_en=title, organisation=clerk.organisation).target_groups.set(groups)
    desk = at_work(clerk)

    shown = {value: text_of(desk.get(f"{LIST}?target_group={value}")) for value in ("", "women", "none", "wimmen")}

    assert [("Naaiatelier" in page, "Buurtfeest" in page) for page in shown.values()] == [
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    ]


# Curators say which groups there are.


def test_a_curator_adds_and_renames_groups_and_a_clerk_does_not(women):
    curator, clerk = at_work(UserFactory(curator=True)), at_work(UserFactory(approver=True))
    add = reverse("admin:domains_targetgroup_add")
    fill_in(curator, add, name_en="Roma", slug="roma", source="EU Roma strategic framework", checked_on="2026-11-25")
    fill_in(curator, change_page(women), name_en="Women and girls")

    assert set(TargetGroup.objects.values_list("slug", "name_en")) == {("roma", "Roma"), ("women", "Women and girls")}
    assert [clerk.get(page).status_code for page in (add, change_page(women))] == [403, 403]
    assert "Give the target group a name in at least one language." in text_of(fill_in(curator, add, slug="nobody"))


def test_a_group_that_measures_have_is_not_deleted(women, young):
    MeasureFactory(title_en="Sewing").target_groups.add(women)
    curator = at_work(UserFactory(curator=True))
    listing = reverse("admin:domains_targetgroup_changelist")
    assert "Sewing" in text_of(curator.get(reverse("admin:domains_targetgroup_delete", args=[women.pk])))

    for group in (women, young):
        curator.post(reverse("admin:domains_targetgroup_delete", args=[group.pk]), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": women.pk, "post": "yes"}
    curator.post(listing, chosen)

    assert list(TargetGroup.objects.all()) == [women]
    assert Measure.objects.get().target_groups.get() == women
    assert messages_of(curator.get(listing)) is not None


# The public page.


def test_a_measure_leads_to_the_other_measures_for_the_same_group(client, women):
    measure, other = MeasureFactory(title_nl="Naaiatelier"), MeasureFactory(title_nl="Buurtfeest")
    assert "target_group" not in client.get(measure.get_absolute_url()).content.decode()
    measure.target_groups.add(women)

    page = client.get(measure.get_absolute_url()).content.decode()

    assert '<a href="/nl/measures/?target_group=women">Vrouwen</a>' in page
    listed = client.get("/nl/measures/?target_group=women")
    assert measure.title_nl in words_of(listed)
    assert other.title_nl not in words_of(listed)
    assert ": Vrouwen <span" in listed.content.decode()
    assert client.get("/nl/measures/?target_group=wimmen").status_code == 400


# Spreadsheets.


@pytest.fixture
def measure(gent, women, young):
    measure = MeasureFactory(organisation=gent, reference="m-gent")
    measure.target_groups.set([women, young])
    return measure


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_groups_go_out_and_come_back_in_without_a_difference(client, look, clerk, measure, ending):
    data = client.post(reverse("admin:domains_measure_export"), {"ending": ending}).content
    assert [row["target_groups"] for row in rows_of(data)] == ["children-youth, women"]
    assert kinds(look(data)) == [(2, "unchanged")]


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("women", ["women"]),
        (" Women ; children-youth;", ["children-youth", "women"]),
        ("vrouwen, Kinderen en jongeren", ["children-youth", "women"]),
        ("CHILDREN AND YOUNG PEOPLE\nwomen", ["children-youth", "women"]),
        ("", []),
    ],
)
def test_a_cell_takes_short_names_and_names_in_any_language_and_an_empty_one_takes_them_away(
    look, confirm, clerk, measure, cell, stored
):
    other = MeasureFactory(organisation=measure.organisation, reference="m-other")
    other.target_groups.add(TargetGroup.objects.get(slug="women"))
    confirm(look(text({"reference": "m-gent", "target_groups": cell, "budget": "7"})))
    assert slugs(measure) == stored
    assert slugs(other) == ["women"]


@pytest.mark.usefixtures("plan")
def test_a_group_that_does_not_exist_is_told_at_its_column_and_a_new_measure_gets_its_groups(
    look, confirm, clerk, measure
):
    assert faults(look(text({"reference": "m-gent", "target_groups": "women; wimmen"}))) == [
        (2, "target_groups", "There is no target group wimmen.")
    ]
    confirm(look(text({**NEW, "target_groups": "women"})))
    assert slugs(Measure.objects.get(title_nl="Nieuwe taalklas")) == ["women"]


@pytest.mark.usefixtures("plan")
def test_a_sheet_of_the_template_explains_each_group(client, clerk, measure):
    data = client.get(reverse("admin:domains_measure_template")).content
    guide = list(spreadsheets.load_workbook(spreadsheets.BytesIO(data)).worksheets[-2].iter_rows(values_only=True))
    told = [row[1:] for row in guide if row[0] == "target_groups"]
    assert told == [
        (None, "Only whom it is for in particular, with commas between them. Empty: it is for everybody."),
        ("women", "Women"),
        ("children-youth", "Children and young people"),
    ]


# The API.


def test_the_api_tells_the_groups_of_a_measure_and_what_each_of_them_is(client, measure):
    item = client.get("/api/v1/measures/m-gent/").json()
    assert item["target_groups"] == ["children-youth", "women"]
    group = client.get("/api/v1/target-groups/women/").json()
    assert (group["slug"], group["name"]["nl"]) == ("women", "Vrouwen")
    assert group["page"].endswith("/nl/measures/?target_group=women")
    found = client.get("/api/v1/measures/?target_group=women&fields=reference").json()
    assert found["results"] == [{"reference": "m-gent"}]
