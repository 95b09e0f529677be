"""The form of a measure: what a clerk may do with it, and what it says when she makes a slip."""

import datetime

import pytest
from django.urls import reverse

from domains.models import Kpi, Measure
from tests.back_office import at_work, fields_of, fill_in, messages_of, text_of
from tests.factories import (
    ContactFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ADD = reverse("admin:domains_measure_add")
LIST = reverse("admin:domains_measure_changelist")


def change_page(measure):
    return reverse("admin:domains_measure_change", args=[measure.pk])


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def desk(clerk):
    return at_work(clerk)


@pytest.fixture
def typed():
    """What a clerk types into an empty form, in the language she sees the form in."""
    return {"title_en": "Language buddies", "objective": ObjectiveFactory().pk, "starts_on": "2026-01-01"}


def test_a_title_an_objective_and_a_start_are_enough_and_the_rest_is_preset(clerk, desk, typed):
    page = fill_in(desk, ADD, **typed)

    measure = Measure.objects.get()
    assert messages_of(page) == ["“Language buddies” is saved as a draft; only your organisation sees it."]
    assert (measure.organisation, measure.territory) == (clerk.organisation, clerk.organisation.territory)
    assert (measure.language, measure.publication, measure.is_example) == ("en", "draft", False)
    assert measure.history.get().history_user == clerk
    assert not Kpi.objects.exists()


def test_kpi_milestone_and_further_objectives_are_logged_on_the_same_screen(desk, typed):
    further = ObjectiveFactory()
    kpi = {"kpis-0-name_nl": "bereikte personen", "kpis-0-baseline": "1.000", "kpis-0-target": "2 500,50"}
    milestone = {"milestones-0-title": "Start", "milestones-0-due_on": "2026-03-01"}

    fill_in(desk, ADD, **typed, **kpi, **milestone, budget="€ 50.000", further_objectives=[further.pk])

    measure = Measure.objects.get()
    assert (measure.kpis.get().baseline, measure.kpis.get().target) == (1000, 2500.5)
    assert measure.milestones.get().due_on == datetime.date(2026, 3, 1)
    assert (measure.budget, measure.further_objectives.get()) == (50_000, further)


SLIPS = [
    ({"title_en": ""}, "Give the measure a title in the language you write it in."),
    ({"title_en": " \t "}, "Give the measure a title in the language you write it in."),
    ({"title_en": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
    ({"summary_fr": "long " * 700}, "Ensure this value has at most 3000 characters"),
    ({"source": "x" * 501}, "Ensure this value has at most 500 characters"),
    ({"title_en": "Buddies\0"}, "Null characters are not allowed."),
    ({"objective": ""}, "Choose the objective that this measure serves most."),
    ({"objective": "999999"}, "Select a valid choice."),
    ({"starts_on": ""}, "Say when the measure starts, or will start."),
    ({"starts_on": "yesterday"}, "Enter a valid date."),
    ({"ends_on": "2025-12-31"}, "A measure cannot end before it starts."),
    ({"budget": "-1"}, "A budget cannot be below zero."),
    ({"budget": "much"}, "Write a number such as 50000 or 50000,50."),
    ({"budget": "1.5e9"}, "Write a number such as 50000 or 50000,50."),
    ({"budget": "9" * 30}, "Ensure that there are no more than 15 digits in total."),
    ({"status": "cancelled"}, "Select a valid choice."),
    ({"language": "es"}, "Select a valid choice."),
    ({"kpis-0-name_en": "people"}, "A KPI needs a target: the number you promise to reach."),
    ({"kpis-0-target": "100"}, "Say what is counted."),
    ({"kpis-0-name_en": "people", "kpis-0-target": "5", "kpis-0-baseline": ""}, "A KPI needs a baseline"),
    ({"kpis-0-name_en": "people", "kpis-0-target": "ten"}, "Write a number such as 50000 or 50000,50."),
    ({"milestones-0-title": "Start"}, "This field is required."),
    ({"milestones-0-due_on": "2026-03-01"}, "This field is required."),
    ({"kpis-TOTAL_FORMS": "many"}, "ManagementForm data is missing or has been tampered with."),
]


@pytest.mark.parametrize(("slip", "sentence"), SLIPS, ids=[f"{next(iter(slip))}: {say}" for slip, say in SLIPS])
@pytest.mark.any_database
def test_a_slip_gets_a_sentence_and_what_was_typed_stays(desk, typed, slip, sentence):
    page = fill_in(desk, ADD, **(typed | {"summary_nl": "Vrijwilligers oefenen.", "title_de": "Sprachpaten"} | slip))

    assert not Measure.objects.exists()
    assert "Nothing is saved yet" in text_of(page)
    assert sentence in text_of(page)
    sent = fields_of(page)
    for name, value in {"summary_nl": "Vrijwilligers oefenen.", "title_de": "Sprachpaten", **slip}.items():
        if name != "kpis-TOTAL_FORMS":
            assert sent[name] == value


def test_the_same_title_twice_for_one_objective_is_refused_and_another_organisation_may_use_it(desk, typed):
    fill_in(desk, ADD, **typed)

    page = fill_in(desk, ADD, **typed)
    assert "Your organisation has logged a measure with this title for this objective already" in text_of(page)
    assert fields_of(page)["title_en"] == typed["title_en"]
    fill_in(at_work(UserFactory()), ADD, **typed)
    assert Measure.objects.count() == 2


@pytest.mark.parametrize(
    ("slip", "field"),
    [
        ({"title_en": "", "title_fr": "Parrains"}, "title_en"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"title_nl": "Taalbuddy's"}, "title_nl"),
    ],
)
def test_the_sentence_of_a_broken_rule_stands_at_the_field_it_is_about(clerk, desk, typed, slip, field):
    MeasureFactory(organisation=clerk.organisation, objective_id=typed["objective"], title_nl="Taalbuddy's")
    page = fill_in(desk, ADD, **typed | slip)
    assert list(page.context["adminform"].form.errors) == [field]


def test_a_slip_opens_the_tab_of_its_language_also_in_a_kpi(desk, typed):
    kpi = {"kpis-0-name_en": "people", "kpis-0-name_fr": "x" * 301, "kpis-0-target": "1"}

    opened = [tab["code"] for tab in fill_in(desk, ADD, **typed, **kpi).context["tabs"] if tab["open"]]
    assert opened == ["fr"]
    assert [tab["code"] for tab in desk.get(ADD).context["tabs"] if tab["open"]] == ["en"]


def test_an_emoji_is_a_letter_like_any_other(desk, typed):
    page = fill_in(desk, ADD, **typed | {"title_en": "Buddies 👩‍👩‍👧"})

    assert Measure.objects.get().title_en == "Buddies 👩‍👩‍👧"
    assert "Buddies 👩‍👩‍👧" in text_of(page)


def test_ten_megabytes_at_once_are_refused_with_a_sentence(desk, typed):
    page = desk.post(ADD, typed | {"summary_en": "x" * 10_000_000})

    assert page.status_code == 400
    assert "too large" in text_of(page)
    assert not Measure.objects.exists()


# Whose measures.


@pytest.fixture
def foreign():
    """A measure of another organisation, with all that belongs to it."""
    measure = MeasureFactory(draft=True, title_en="Not yours")
    measure.contact = ContactFactory(organisation=measure.organisation)
    measure.save()
    return measure


def test_a_clerk_meets_only_what_her_organisation_logged_and_a_curator_meets_all(clerk, foreign):
    own = MeasureFactory(organisation=clerk.organisation, title_en="Ours")

    for user, seen in ((clerk, {own}), (UserFactory(curator=True), {own, foreign})):
        desk = at_work(user)
        assert set(desk.get(LIST).context["cl"].result_list) == seen
        assert set(desk.get(LIST, {"q": "Not yours"}).context["cl"].result_list) == seen - {own}
        pages = [f"/admin/domains/measure/{foreign.pk}/{page}/" for page in ("change", "history", "delete")]
        assert {desk.get(address).status_code for address in pages} == ({200} if foreign in seen else {302})


def test_a_measure_is_not_given_to_another_organisation_nor_taken_from_it(clerk, desk, typed, foreign):
    for stolen in (
        {"organisation": foreign.organisation_id},
        {"territory": foreign.territory_id},
        {"contact": foreign.contact_id},
    ):
        page = fill_in(desk, ADD, **typed | stolen)
        assert "Select a valid choice." in text_of(page)
    own = MeasureFactory(draft=True, organisation=clerk.organisation)
    fill_in(desk, change_page(own), organisation=foreign.organisation_id)
    desk.post(change_page(foreign), typed)

    assert set(Measure.objects.values_list("pk", "organisation")) == {
        (own.pk, clerk.organisation_id),
        (foreign.pk, foreign.organisation_id),
    }
    assert Measure.objects.get(pk=foreign.pk).title_en == "Not yours"


def test_a_part_of_another_measure_is_out_of_reach(clerk, desk, foreign):
    own, theirs = MeasureFactory(organisation=clerk.organisation), KpiFactory(measure=foreign)
    KpiFactory(measure=own)

    fill_in(desk, change_page(own), **{"kpis-0-id": theirs.pk, "kpis-0-name_nl": "gestolen"})
    fill_in(desk, change_page(own), **{"kpis-0-id": theirs.pk, "kpis-0-DELETE": "on"})
    fill_in(desk, change_page(own), **{"kpis-1-name_nl": "van hen", "kpis-1-target": 1, "kpis-1-measure": foreign.pk})

    theirs.refresh_from_db()
    assert theirs.name_nl == "bereikte personen"
    assert foreign.kpis.count() == own.kpis.count() == 1


def test_django_s_own_look_up_of_choices_gives_nothing_away(desk, foreign):
    address = reverse("admin:autocomplete")
    answer = desk.get(address, {"app_label": "domains", "model_name": "report", "field_name": "measure", "term": "Not"})
    assert answer.json()["results"] == []
    for noun, name in (("measure", "objective"), ("measure", "organisation"), ("contact", "domain")):
        query = {"app_label": "domains", "model_name": noun, "field_name": name, "term": ""}
        assert desk.get(address, query).status_code == 403


def test_a_clerk_chooses_among_the_places_of_her_organisation_each_with_its_level():
    province = TerritoryFactory(level="province", name_en="Antwerp")
    town = TerritoryFactory(parent=province, name_en="Antwerp")
    TerritoryFactory()
    desk = at_work(UserFactory(organisation__territory=province))

    choices = desk.get(ADD).context["adminform"].form.fields["territory"].choices
    assert [(value, label) for value, label in choices if value] == [
        (province.pk, "Antwerp (province)"),
        (town.pk, "Antwerp"),
    ]


def test_what_a_curator_chose_stays_when_a_clerk_saves(clerk, desk):
    contact = ContactFactory()
    elsewhere = MeasureFactory(
        organisation=clerk.organisation, territory=TerritoryFactory(), contact=contact, draft=True
    )

    fill_in(desk, change_page(elsewhere), title_en="New title")

    stored = Measure.objects.get()
    assert (stored.title_en, stored.contact, stored.territory) == ("New title", contact, elsewhere.territory)


@pytest.mark.parametrize("taken", [{"role": "visitor"}, {"is_active": False}])
def test_who_is_no_longer_staff_is_out_at_once(clerk, desk, typed, taken):
    page = desk.get(ADD)
    for name, value in taken.items():
        setattr(clerk, name, value)
    clerk.save()

    answer = desk.post(ADD, fields_of(page) | typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('admin:login')}?next={ADD}")
    assert not Measure.objects.exists()


def test_who_works_for_another_organisation_now_sees_its_measures_and_not_the_old_ones(clerk, desk, foreign):
    own = MeasureFactory(organisation=clerk.organisation)
    page = desk.get(change_page(own))
    clerk.organisation = foreign.organisation
    clerk.save()

    assert list(desk.get(LIST).context["cl"].result_list) == [foreign]
    desk.post(change_page(own), fields_of(page) | {"title_en": "Still mine?"})
    own.refresh_from_db()
    assert own.title_en != "Still mine?"


# Two people at one measure.


@pytest.fixture
def colleagues(clerk):
    """Two colleagues who have opened the same measure: the first, her page, the second, hers, and the measure."""
    measure = MeasureFactory(draft=True, organisation=clerk.organisation, title_nl="Oud", budget=100)
    KpiFactory(measure=measure, target=10)
    MilestoneFactory(measure=measure)
    first, second = at_work(clerk), at_work(UserFactory(organisation=clerk.organisation, name="Jan"))
    return first, first.get(change_page(measure)), second, second.get(change_page(measure)), measure


def test_the_second_to_save_is_told_sees_both_versions_and_loses_nothing(colleagues):
    first, her_page, second, his_page, measure = colleagues
    hers = {"title_nl": "Van haar", "status": "done", "kpis-0-target": "11", "milestones-0-DELETE": "on"}
    first.post(change_page(measure), fields_of(her_page) | hers)

    his = {"title_nl": "Van hem", "budget": "200", "kpis-0-target": "12", "milestones-0-title": "Van hem"}
    page = second.post(change_page(measure), fields_of(his_page) | his)

    text = text_of(page)
    assert "Fatma De Smet changed this on" in text
    assert "Stored now: Van haar" in text
    assert "Stored now: done" in text
    assert "Stored now: 11" in text
    assert "Somebody removed this line after you opened the page" in text
    assert his.items() <= fields_of(page).items()
    measure.refresh_from_db()
    assert (measure.title_nl, measure.budget, measure.kpis.get().target) == ("Van haar", 100, 11)

    page = second.post(change_page(measure), fields_of(page) | {"milestones-0-DELETE": "on"}, follow=True)
    assert "is saved as a draft" in messages_of(page)[0]
    measure.refresh_from_db()
    assert (measure.title_nl, measure.budget, measure.kpis.get().target) == ("Van hem", 200, 12)
    assert not measure.milestones.exists()


def test_a_colleague_s_new_lines_stay_when_the_second_saves_after_all(colleagues):
    first, her_page, second, his_page, measure = colleagues
    new = {"kpis-1-name_nl": "nieuw", "kpis-1-target": "5", "further_objectives": [ObjectiveFactory().pk]}
    first.post(change_page(measure), fields_of(her_page) | new)

    page = second.post(change_page(measure), fields_of(his_page) | {"kpis-1-name_nl": "ook", "kpis-1-target": "6"})
    second.post(change_page(measure), fields_of(page))

    assert set(measure.kpis.values_list("name_nl", flat=True)) == {"bereikte personen", "nieuw", "ook"}


def test_a_step_that_a_colleague_took_meanwhile_counts_as_a_change(colleagues, clerk):
    _first, _page, second, his_page, measure = colleagues
    measure.take_step("submit", clerk)

    page = second.post(change_page(measure), fields_of(his_page) | {"_step": "submit"})
    assert "changed this on" in text_of(page)


def test_a_measure_that_a_colleague_deleted_meanwhile_is_said_to_be_gone(colleagues):
    _first, _page, second, his_page, measure = colleagues
    measure.delete()

    page = second.post(change_page(measure), fields_of(his_page), follow=True)
    assert "Perhaps it was deleted?" in messages_of(page)[0]
