"""Doubles: found by search, shown side by side, merged with all that points to them; old addresses lead on."""

import pytest
from django.apps import apps
from django.urls import reverse

from domains.models import Measure, Report, ReportedValue
from partnerships import merging
from partnerships.models import Organisation
from tests.back_office import at_work, messages_of, text_of
from tests.factories import (
    ActionPlanFactory,
    AllocationFactory,
    ContactFactory,
    FundFactory,
    KpiFactory,
    LogoFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportedValueFactory,
    ReportFactory,
    TargetGroupFactory,
    UserFactory,
    days_from_now,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return at_work(UserFactory(curator=True))


def page_of(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_merge", args=[record.pk])


def merge(curator, double, kept):
    """Press the button; return the sentences that follow."""
    return messages_of(curator.post(page_of(kept), {"double": double.pk}, follow=True))


@pytest.fixture
def organisations():
    """OCMW Gent is there twice; the double has staff, measures, contacts, a plan and a logo."""
    kept = OrganisationFactory(slug="ocmw-gent", name_nl="OCMW Gent", website="")
    double = OrganisationFactory(slug="ocmw-van-gent", name_nl="OCMW van Gent", website="https://ocmw.gent")
    UserFactory(organisation=double)
    MeasureFactory(organisation=double, title_en="Buddies")
    ContactFactory(organisation=double)
    ActionPlanFactory(owner=double)
    LogoFactory(organisation=double)
    LogoFactory(organisation=kept)
    return double, kept


def test_search_finds_likely_doubles_and_shows_them_side_by_side(curator, organisations):
    double, kept = organisations
    OrganisationFactory(name_nl="Provincie Luik")
    assert merging.likely_doubles(kept) == [double]
    assert "OCMW van Gent" in text_of(curator.get(page_of(kept)))
    assert "Nothing looks like it." in text_of(curator.get(page_of(kept), {"q": "Antwerpen"}))
    assert "Provincie Luik" in text_of(curator.get(page_of(kept), {"q": "luik"}))

    preview = text_of(curator.get(page_of(kept), {"double": double.pk}))
    for said in ("Buddies", "is filled from the double", "These stay with the double", "Measures: 1", "Users: 1"):
        assert said in preview
    assert not Organisation.objects.exclude(merged_into=None).exists()


def test_everything_that_points_to_the_double_moves_and_its_address_leads_on(curator, organisations, client):
    double, kept = organisations
    (told,) = merge(curator, double, kept)
    assert told.startswith("“OCMW van Gent” is merged into this one.")
    assert all(moved in told for moved in ("1 user", "1 measure", "1 contact", "1 action plan"))
    kept.refresh_from_db()
    assert (kept.website, kept.staff.count(), kept.measures.count()) == ("https://ocmw.gent", 1, 1)
    assert (kept.contacts.count(), kept.plans.count()) == (1, 1)
    measure = kept.measures.get()
    assert measure.version == 2
    assert "merged" in measure.history.first().history_change_reason
    assert Organisation.objects.get(pk=double.pk).logo

    moved = client.get("/en/organisations/ocmw-van-gent/")
    assert (moved.status_code, moved["Location"]) == (301, "/en/organisations/ocmw-gent/")
    assert client.get("/api/v1/organisations/ocmw-van-gent/").json()["merged_into"] == "ocmw-gent"
    assert "ocmw-van-gent" not in text_of(client.get("/en/search/?q=ocmw"))
    assert merge(curator, double, kept) == ["One of them is merged already."]
    third = OrganisationFactory()
    merge(curator, kept, third)
    assert client.get("/en/organisations/ocmw-van-gent/")["Location"] == third.get_absolute_url().replace("/nl", "/en")


def test_a_measure_that_both_have_is_merged_first(curator, organisations):
    double, kept = organisations
    measure = double.measures.get()
    MeasureFactory(organisation=kept, objective=measure.objective, title_nl=measure.title_nl)
    assert merge(curator, double, kept) == [f"Both have “{measure}”: merge these two first."]
    assert "merge these two first" in text_of(curator.get(page_of(kept), {"double": double.pk}))
    assert double.measures.exists()


@pytest.fixture
def measures():
    """Two measures that are one: with the same KPI, step and fund, and reports of two days."""
    organisation, objective, fund = OrganisationFactory(), ObjectiveFactory(), FundFactory()
    kept, double = (
        MeasureFactory(organisation=organisation, objective=objective, title_en=title)
        for title in ("Language buddies in town", "Language buddies in our town")
    )
    for measure, day in ((kept, -3), (double, -9)):
        MilestoneFactory(measure=measure)
        AllocationFactory(measure=measure, fund=fund)
        ReportedValueFactory(kpi=KpiFactory(measure=measure), report__reported_on=days_from_now(day))
    ReportFactory(measure=double, reported_on=days_from_now(-3))
    KpiFactory(measure=double, name_nl="cursussen")
    AllocationFactory(measure=double, fund=None)
    MeasureFactory(copied_from=double)
    return double, kept


def test_a_double_of_a_measure_gives_what_is_its_own_and_is_withdrawn(curator, measures, client):
    double, kept = measures
    (told,) = merge(curator, double, kept)
    assert "is merged into this one" in told
    assert kept.reports.count() == 2
    assert kept.kpis.count() == kept.allocations.count() == 2
    assert (kept.milestones.count(), kept.copies.count()) == (1, 1)
    assert set(ReportedValue.objects.values_list("kpi__measure", flat=True)) == {kept.pk}
    double.refresh_from_db()
    assert (double.publication, double.merged_into, double.reports.count()) == ("withdrawn", kept, 1)
    assert double.history.count() == 2

    moved = client.get(f"/en/measures/{double.reference}/")
    assert (moved.status_code, moved["Location"]) == (301, f"/en/measures/{kept.reference}/")
    assert client.get("/en/measures/m-nothing2/").status_code == 404
    assert double.steps_for(UserFactory(curator=True)) == []


def test_what_is_public_is_not_merged_into_a_draft_and_nobody_but_a_curator_merges(curator, measures):
    double, kept = measures
    draft = MeasureFactory(draft=True)
    assert "is published and the other is not" in merge(curator, double, draft)[0]
    assert merge(curator, kept, kept) == ["These are one record already."]
    assert curator.get(reverse("admin:domains_measure_merge", args=[0])).status_code == 404
    approver = at_work(UserFactory(organisation=kept.organisation, approver=True))
    assert approver.post(page_of(kept), {"double": double.pk}).status_code == 403
    assert not Measure.objects.exclude(merged_into=None).exists()
    change = reverse("admin:domains_measure_change", args=[kept.pk])
    assert "Merge with a double" in text_of(curator.get(change))
    assert "Merge with a double" not in text_of(approver.get(change))


# Undone.


def stored():
    """Return what stands in the tables of the project, apart from what every save moves."""
    own = [apps.get_app_config(label) for label in ("partnerships", "accounts", "domains", "funding")]
    nouns = [noun for app in own for noun in app.get_models() if "istor" not in noun.__name__]
    moving = {"version", "updated_at", "last_login"}
    return {
        noun: sorted(
            tuple((key, str(value)) for key, value in row.items() if key not in moving) for row in noun.objects.values()
        )
        for noun in nouns
        if noun.__name__ != "Event"
    }


def undo(curator, double):
    return messages_of(curator.post(page_of(double).replace("/merge/", "/unmerge/"), follow=True))


def test_a_merge_of_organisations_is_undone_with_one_button(curator, organisations):
    double, kept = organisations
    before = stored()
    merge(curator, double, kept)
    assert "Undo the merge" in text_of(curator.get(page_of(kept)))
    page = text_of(curator.get(page_of(double).replace("/merge/", "/unmerge/")))
    assert "Buddies" in page
    assert stored() != before

    assert undo(curator, double) == ["The merge is undone: what it moved belongs to “OCMW van Gent” again."]
    assert stored() == before
    measure = double.measures.get()
    assert (measure.version, measure.history.count()) == (3, 3)
    assert curator.get(page_of(double).replace("/merge/", "/unmerge/")).status_code == 404
    approver = at_work(UserFactory(organisation=kept, approver=True))
    assert approver.get(page_of(double).replace("/merge/", "/unmerge/")).status_code == 403


def test_a_merge_of_measures_is_undone_with_its_kpis_values_and_publication(curator, measures, client):
    double, kept = measures
    before = stored()
    merge(curator, double, kept)
    undo(curator, double)
    assert stored() == before
    double.refresh_from_db()
    assert (double.publication, double.merged_into) == ("published", None)
    assert client.get(f"/en/measures/{double.reference}/").status_code == 200


def test_what_somebody_edited_or_removed_since_stays_and_she_is_not_overruled(curator, measures):
    double, kept = measures
    merge(curator, double, kept)

    def refused(sentence):
        page = text_of(curator.post(page_of(double).replace("/merge/", "/unmerge/")))
        double.refresh_from_db()
        return sentence in page and double.merged_into == kept

    in_the_way = ReportFactory(measure=double, reported_on=days_from_now(-9))
    assert refused("What was logged since stands in the way of undoing this merge.")
    in_the_way.delete()
    report = ReportFactory(measure=kept)
    value = ReportedValueFactory(report=report, kpi=kept.kpis.get(name_nl="cursussen"))
    assert refused("There is a report on “cursussen” since")
    value.delete()
    moved = kept.reports.get(reported_on=days_from_now(-9))
    moved.narrative = "Otherwise"
    moved.save()
    assert refused(f"“{moved}” was edited after the merge")
    Report.objects.filter(pk=moved.pk).delete()
    assert refused("one that moved was removed after the merge")
    kept.save()
    double.save()
    assert refused(f"“{double}” was edited after the merge")


def test_what_was_filled_in_from_the_double_and_changed_since_stays(curator, organisations):
    double, kept = organisations
    merge(curator, double, kept)
    Organisation.objects.filter(pk=kept.pk).update(website="https://new.example.org")
    undo(curator, double)
    kept.refresh_from_db()
    assert kept.website == "https://new.example.org"


def test_what_names_several_records_names_the_kept_one_and_after_an_undo_the_double_again():
    double, kept = TargetGroupFactory(), TargetGroupFactory()
    named_one, named_both = MeasureFactory(), MeasureFactory()
    named_one.target_groups.set([double])
    named_both.target_groups.set([double, kept])
    merging.carry_out(double, kept, merging.parts(double, kept))
    assert [set(each.target_groups.all()) for each in (named_one, named_both)] == [{kept}, {kept}]
    merging.undo(double)
    assert [set(each.target_groups.all()) for each in (named_one, named_both)] == [{double}, {double, kept}]
