"""Places and organisations, and what every noun of the back office shares: its history, its lists, its inputs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from domains.models import Kpi, Measure, Milestone, Objective
from funding.models import Allocation
from partnerships.changes import because, changes_of, in_words
from partnerships.models import Organisation, Territory
from tests.back_office import at_work, fields_of, fill_in, messages_of, text_of
from tests.factories import (
    AllocationFactory,
    FundFactory,
    KpiFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def curator():
    return at_work(UserFactory(curator=True, name="Sofie"))


def test_a_place_moves_with_all_that_lies_in_it_and_never_into_itself(curator):
    province, town, other = TerritoryFactory(code="P", name_en="Province"), TerritoryFactory(), TerritoryFactory()
    fill_in(curator, reverse("admin:partnerships_territory_change", args=[town.pk]), parent=province.pk)
    fill_in(curator, reverse("admin:partnerships_territory_change", args=[province.pk]), parent=other.pk)

    other.refresh_from_db()
    assert set(Territory.objects.within(other)) == {other, province, town}
    page = fill_in(curator, reverse("admin:partnerships_territory_change", args=[other.pk]), parent=town.pk)
    assert f"{town} lies in this place itself." in text_of(page)
    fill_in(curator, reverse("admin:partnerships_territory_change", args=[province.pk]), parent="")
    assert not Territory.objects.within(other).exclude(pk=other.pk).exists()


def test_a_place_has_a_name_and_a_whole_point(curator):
    address = reverse("admin:partnerships_territory_change", args=[TerritoryFactory().pk])
    assert "Give the place a name in at least one language." in text_of(fill_in(curator, address, name_nl=""))
    assert "Give both latitude" in text_of(fill_in(curator, address, latitude=""))


def test_a_website_without_its_scheme_is_a_safe_one(curator):
    organisation = OrganisationFactory()
    fill_in(curator, reverse("admin:partnerships_organisation_change", args=[organisation.pk]), website="gent.be")
    assert Organisation.objects.get().website == "https://gent.be"


def test_what_is_in_use_is_not_deleted_one_by_one_nor_together(curator):
    organisation, free = OrganisationFactory(), OrganisationFactory()
    MeasureFactory(organisation=organisation)
    page = curator.post(reverse("admin:partnerships_organisation_delete", args=[organisation.pk]), {"post": "yes"})
    assert "This cannot be deleted, since it is in use:" in text_of(page)
    listing = reverse("admin:partnerships_organisation_changelist")
    for chosen, sentence in (
        ([organisation.pk, free.pk], "These cannot be deleted, since they are in use:"),
        ([free.pk], "This is deleted with everything that belongs to it."),
    ):
        page = curator.post(listing, {"action": "delete_selected", "_selected_action": chosen})
        assert sentence in text_of(page)
    curator.post(listing, {"action": "delete_selected", "_selected_action": [free.pk], "post": "yes"})
    assert Organisation.objects.get() == organisation


def test_a_list_that_is_asked_for_what_does_not_exist_says_so(curator):
    listing = reverse("admin:partnerships_territory_changelist")
    page = curator.get(listing, {"mayor": "Jan"}, follow=True)
    assert messages_of(page) == ["There is no such page or filter: this is the whole list."]
    page = curator.get(listing, {"mayor": "Jan", "e": "1"})
    assert "This list cannot be shown" in text_of(page)


def test_a_text_that_is_not_in_the_reader_s_language_says_so_in_a_list(curator):
    TerritoryFactory(name_nl="Luik", name_en="")
    page = curator.get(reverse("admin:partnerships_territory_changelist"))
    assert '<span lang="nl">Luik</span>' in text_of(page)


# History.


@pytest.fixture
def changed():
    """A measure that changed in every way, and its parts too."""
    e1, e2 = ObjectiveFactory(code="E1", title_en="First"), ObjectiveFactory(code="E2", title_en="Second")
    measure = MeasureFactory(draft=True, title_en="Buddies", objective=e1, budget=100)
    clerk = at_work(UserFactory(organisation=measure.organisation, name="Fatma"))
    kpi = {"kpis-0-name_en": "people", "kpis-0-target": "5"}
    money = {"allocations-0-fund": FundFactory(abbreviation_en="AMIF").pk, "allocations-0-amount": "60"}
    address = reverse("admin:domains_measure_change", args=[measure.pk])
    fill_in(clerk, address, title_en="Mates", objective=e2.pk, further_objectives=[e1.pk], **kpi, **money)
    fill_in(clerk, address, status="done", budget="", ends_on="", **{"kpis-0-target": "6"})
    fill_in(clerk, address, _step="submit", **{"kpis-0-DELETE": "on", "kpis-0-target": "7"})
    return measure, clerk


def test_the_history_says_who_changed_what_into_what(changed):
    measure, clerk = changed
    page = clerk.get(reverse("admin:domains_measure_history", args=[measure.pk]))
    text = text_of(page)

    for label, old, new in (
        ("Title [en]", "Buddies", "Mates"),
        ("Objective", "E1 First", "E2 Second"),
        ("Further objectives", "empty", "E1 First"),
        ("Status", "running", "done"),
        ("Budget", "100.00", "empty"),
        ("Target", "5.00", "6.00"),
        ("Publication", "draft", "submitted"),
    ):
        line = f'<dt>{label}</dt><dd><del>{old}</del> <span aria-hidden="true">→</span> <ins>{new}</ins></dd>'
        assert line in text, label
    assert [change.by for change in page.context["page"]] == 8 * ["Fatma"] + [""]
    assert "the site itself" in text
    assert "logged the KPI “people”" in text
    assert "removed the KPI “people”" in text
    assert "7.00" not in text


def test_the_history_of_many_changes_takes_as_many_queries_as_of_few(changed):
    measure, _clerk = changed

    def queries():
        with CaptureQueriesContext(connection) as captured:
            changes_of(Measure.objects.get(pk=measure.pk), [Kpi, Milestone, Allocation])
        return len(captured)

    few = queries()
    for number in range(5):
        measure.objective = ObjectiveFactory()
        measure.further_objectives.add(ObjectiveFactory())
        measure.save()
        KpiFactory(measure=measure, target=number)
        AllocationFactory(measure=measure)
    assert queries() == few


def test_the_history_names_what_is_gone_since(changed):
    measure, _clerk = changed
    first = measure.objective
    measure.objective = ObjectiveFactory()
    measure.save()
    Measure.further_objectives.through.objects.all().delete()
    first.delete()

    with translation.override("en"):
        texts = [text for change in changes_of(measure) for _label, *pair in change.differences for text in pair]
    assert "removed since" in texts


def test_a_long_history_has_pages(curator):
    organisation = OrganisationFactory()
    for number in range(60):
        organisation.website = f"https://{number}.example.org"
        organisation.save()
    address = reverse("admin:partnerships_organisation_history", args=[organisation.pk])
    assert "https://59.example.org" in text_of(curator.get(address))
    assert "https://5.example.org" in text_of(curator.get(address, {"p": "2"}))
    assert "https://59.example.org" in text_of(curator.get(address, {"p": "nonsense"}))
    gone = reverse("admin:partnerships_organisation_history", args=[0])
    assert "Perhaps it was deleted?" in messages_of(curator.get(gone, follow=True))[0]


# Former versions.


def test_a_former_version_fills_the_form_in_with_its_parts_and_is_saved_like_any_edit(changed):
    measure, clerk = changed
    e1 = Objective.objects.get(code="E1")
    page = clerk.get(reverse("admin:domains_measure_history", args=[measure.pk]))
    mates = next(change for change in page.context["page"] if ("Title [en]", "Buddies", "Mates") in change.differences)
    assert page.context["page"][0].former is None
    address = f"{reverse('admin:domains_measure_change', args=[measure.pk])}?version={mates.former}"
    assert address in text_of(page)

    page = clerk.get(address)
    assert "<dt>Status</dt><dd><del>done</del>" in text_of(page)
    form = fields_of(page)
    assert (form["status"], form["budget"], form["kpis-0-target"]) == ("running", "100", "5")
    assert measure.kpis.count() == 0
    page = clerk.post(address, form | {"ends_on": "1999-01-01"})
    assert "A measure cannot end before it starts." in text_of(page)
    clerk.post(address, form)

    measure.refresh_from_db()
    assert (measure.title_en, measure.status, measure.budget, measure.publication) == (
        "Mates",
        "running",
        100,
        "submitted",
    )
    assert (measure.kpis.get().target, list(measure.further_objectives.all())) == (5, [e1])
    assert "put back as it was on" in text_of(clerk.get(reverse("admin:domains_measure_history", args=[measure.pk])))


def test_only_who_may_change_a_record_puts_a_former_version_of_it_back(changed, curator):
    measure, clerk = changed
    former, other = measure.history.last(), OrganisationFactory()
    address = reverse("admin:domains_measure_change", args=[measure.pk])
    assert curator.get(f"{address}?version={other.history.get().pk + 1000}").context["former"] is None
    assert curator.get(f"{address}?version=x").context["former"] is None
    type(measure).objects.update(publication="published")

    page = clerk.get(f"{address}?version={former.pk}")
    assert "former" not in page.context
    assert clerk.post(f"{address}?version={former.pk}", {}).status_code == 403
    assert "put it back" not in text_of(clerk.get(reverse("admin:domains_measure_history", args=[measure.pk])))


def test_a_reason_is_told_in_the_language_of_the_reader():
    reason = because("copied from %(reference)s", "Good idea", reference="m-1")
    with translation.override("nl"):
        assert in_words(reason) == "gekopieerd van m-1 Good idea"
        assert in_words("spreadsheet") == "rekenblad"
        assert in_words("") == ""
