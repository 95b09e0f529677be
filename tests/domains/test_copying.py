"""A published measure becomes a draft of another organisation, with credit, and without what only the first can say."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from domains.models import Measure
from tests import reading
from tests.back_office import at_work, fill_in, messages_of, text_of
from tests.factories import (
    AllocationFactory,
    ContactFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ReportedValueFactory,
    ReportFactory,
    TargetGroupFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def source():
    """A published measure with all that can hang on one."""
    measure = MeasureFactory(
        title_nl="Taalbuddy's",
        title_en="Language buddies",
        summary_nl="Samen oefenen.",
        source="stad.example",
        starts_on=datetime.date(2024, 1, 1),
        ends_on=datetime.date(2024, 12, 31),
        done=True,
    )
    measure.contact = ContactFactory(organisation=measure.organisation)
    measure.save()
    measure.further_objectives.add(ObjectiveFactory())
    measure.target_groups.add(TargetGroupFactory())
    kpi = KpiFactory(measure=measure, name_nl="duo's", unit="personen", baseline=30, target=100)
    MilestoneFactory(measure=measure, title="Eerste duo", due_on="2024-02-01", done_on="2024-02-01")
    MilestoneFactory(measure=measure, title="Oproep", due_on="2023-11-01")
    ReportedValueFactory(kpi=kpi, report=ReportFactory(measure=measure))
    AllocationFactory(measure=measure)
    return measure


@pytest.fixture
def clerk():
    return UserFactory()


def page_of(measure):
    return reverse("admin:domains_measure_copy", args=[measure.reference])


def copy(person, measure, title="Taalbuddy's"):
    return at_work(person).post(page_of(measure), {"title": title}, follow=True)


@time_machine.travel(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC))
def test_a_clerk_copies_what_a_measure_is_about_and_gives_it_new_days(source, clerk):
    assert "Language buddies" in text_of(at_work(clerk).get(page_of(source)))
    answer = copy(clerk, source)
    assert messages_of(answer) == [
        "“Language buddies” is a draft of your organisation now. Make it yours: check each KPI and date."
    ]
    draft = Measure.objects.exclude(pk=source.pk).get()
    assert answer.redirect_chain[-1][0] == reverse("admin:domains_measure_change", args=[draft.pk])
    assert (draft.organisation, draft.territory) == (clerk.organisation, clerk.organisation.territory)
    assert (draft.publication, draft.status, draft.copied_from) == ("draft", "planned", source)
    assert (draft.title_nl, draft.title_en, draft.summary_nl) == ("Taalbuddy's", "Language buddies", "Samen oefenen.")
    assert (draft.objective, draft.language) == (source.objective, "nl")
    for links in ("further_objectives", "target_groups"):
        assert list(getattr(draft, links).all()) == list(getattr(source, links).all()) != []
    assert (draft.starts_on, draft.ends_on) == (datetime.date(2026, 3, 1), datetime.date(2027, 3, 1))
    assert list(draft.milestones.values_list("title", "due_on", "done_on")) == [
        ("Oproep", datetime.date(2026, 3, 1), None),
        ("Eerste duo", datetime.date(2026, 4, 1), None),
    ]
    (kpi,) = draft.kpis.all()
    assert (kpi.name_nl, kpi.unit, kpi.baseline, kpi.target) == ("duo's", "personen", 0, 100)


def test_money_contact_reports_and_source_are_not_copied(source, clerk):
    copy(clerk, source)
    draft = source.copies.get()
    assert (draft.budget, draft.contact, draft.source) == (None, None, "")
    assert not draft.allocations.exists()
    assert not draft.reports.exists()


def test_a_measure_without_an_end_becomes_one_without_an_end(clerk):
    copy(clerk, MeasureFactory(ends_on=None), title="Anders")
    assert clerk.organisation.measures.get().ends_on is None


def test_another_title_leaves_out_the_titles_that_say_something_else(source, clerk):
    copy(clerk, source, title="Praatmaatjes")
    draft = source.copies.get()
    assert (draft.title_nl, draft.title_en, draft.summary_nl) == ("Praatmaatjes", "", "Samen oefenen.")


def test_the_history_says_what_was_copied_and_by_whom(source, clerk):
    copy(clerk, source)
    draft = source.copies.get()
    first = draft.history.last()
    assert (first.history_type, first.history_user) == ("+", clerk)
    assert draft.kpis.get().history.get().history_user == clerk
    page = at_work(clerk).get(reverse("admin:domains_measure_history", args=[draft.pk]))
    assert f"copied from {source.reference}" in text_of(page)


def test_a_title_the_organisation_has_already_is_said_and_nothing_is_lost(source, clerk):
    MeasureFactory(
        organisation=clerk.organisation, objective=source.objective, title_nl="Iets", title_en="Language buddies"
    )
    answer = copy(clerk, source)
    assert answer.status_code == 200
    assert "Your organisation has logged a measure with this title for this objective already" in text_of(answer)
    assert 'value="Taalbuddy&#x27;s"' in answer.content.decode()
    assert not source.copies.exists()

    copy(clerk, source, title="Praatmaatjes")

    assert source.copies.get().title_nl == "Praatmaatjes"


@pytest.mark.parametrize("title", ["", "x" * 201])
def test_a_copy_has_a_title_that_fits(source, clerk, title):
    assert copy(clerk, source, title=title).status_code == 200
    assert not source.copies.exists()


@pytest.mark.parametrize("publication", ["draft", "submitted", "returned", "withdrawn"])
def test_only_what_is_public_is_copied_also_between_the_look_and_the_yes(source, clerk, publication):
    Measure.objects.update(publication=publication)
    sentence = "There is no published measure with this reference: only what is public can be copied."
    assert messages_of(copy(clerk, source)) == [sentence]
    assert messages_of(at_work(clerk).get(page_of(source), follow=True)) == [sentence]
    assert Measure.objects.count() == 1


def test_a_curator_without_an_organisation_is_told_why_there_is_no_copy(source):
    curator = UserFactory(curator=True)
    assert messages_of(copy(curator, source)) == [
        "You work for no organisation, so there is nobody whose draft a copy could be."
    ]
    assert not source.copies.exists()


@pytest.mark.parametrize("person", ["stranger", "visitor"])
def test_whoever_is_not_staff_is_asked_to_sign_in(client, source, person):
    if person == "visitor":
        client.force_login(UserFactory(visitor=True))
    for answer in (client.get(page_of(source)), client.post(page_of(source), {"title": "Mijn"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/?next=/admin/domains/measure/copy/")
    assert not source.copies.exists()


def test_a_copy_takes_a_button_and_not_a_link(source, clerk):
    at_work(clerk).get(page_of(source))
    assert not source.copies.exists()
    strict = at_work(clerk)
    strict.handler.enforce_csrf_checks = True
    assert strict.post(page_of(source), {"title": "Mijn"}).status_code == 403


def test_the_public_reads_what_inspired_a_measure_once_both_are_published(client, source, clerk):
    copy(clerk, source, title="Praatmaatjes")
    draft = source.copies.get()
    assert client.get(draft.get_absolute_url()).status_code == 404
    Measure.objects.update(publication="published")
    address = f"/en/measures/{draft.reference}/"
    assert f'<a href="/en/measures/{source.reference}/">' in client.get(address).content.decode()
    assert "Inspired by Language buddies" in reading.text_of(client.get(address))

    Measure.objects.filter(pk=source.pk).update(publication="withdrawn")

    assert "Inspired by" not in text_of(client.get(address))
    assert "Language buddies" not in text_of(client.get(address))


def test_a_copy_outlives_its_source_and_can_be_saved_as_any_other(source, clerk):
    copy(clerk, source, title="Praatmaatjes")
    draft = source.copies.get()
    fill_in(at_work(clerk), reverse("admin:domains_measure_change", args=[draft.pk]), title_nl="Praatgroep")
    draft.refresh_from_db()
    assert (draft.title_nl, draft.copied_from) == ("Praatgroep", source)
    source.delete()
    draft.refresh_from_db()
    assert draft.copied_from is None
