"""Reports and contacts in the back office: from a measure of one's own, with a value for each KPI that is known."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from domains.models import Contact, Report
from tests.back_office import at_work, fields_of, fill_in, messages_of, text_of
from tests.factories import (
    ContactFactory,
    KpiFactory,
    MeasureFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LIST = reverse("admin:domains_report_changelist")


def report_on(measure):
    return f"{reverse('admin:domains_report_add')}?measure={measure.pk}"


def change_page(report):
    return reverse("admin:domains_report_change", args=[report.pk])


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def desk(clerk):
    return at_work(clerk)


@pytest.fixture
def measure(clerk):
    """A measure with two KPIs."""
    measure = MeasureFactory(organisation=clerk.organisation, title_en="Buddies")
    KpiFactory(measure=measure, name_nl="personen", unit="mensen")
    KpiFactory(measure=measure, name_nl="avonden")
    return measure


@pytest.fixture
def foreign():
    return ReportedValueFactory(report__narrative="Of others").report


def values_of(report):
    return dict(report.values.values_list("kpi__name_nl", "value"))


def test_a_report_asks_for_each_kpi_and_keeps_apart_what_is_not_reported(desk, measure):
    page = desk.get(report_on(measure))
    assert "personen</span> (mensen)" in text_of(page)
    assert "Fill in what you know" in text_of(page)

    fill_in(desk, report_on(measure), narrative="Goed.", **{"values-0-value": "1.250,5"})

    report = Report.objects.get()
    assert (report.measure, report.reported_on, values_of(report)) == (
        measure,
        timezone.localdate(),
        {"personen": 1250.5},
    )


def test_a_report_tells_in_words_what_has_no_number(desk, measure):
    page = fill_in(desk, report_on(measure), narrative="Alles loopt.")
    assert page.redirect_chain[-1][0] == reverse("admin:domains_measure_change", args=[measure.pk])
    assert values_of(Report.objects.get()) == {}


def test_a_measure_without_kpi_is_reported_in_words(desk, clerk):
    bare = MeasureFactory(organisation=clerk.organisation)
    assert "describe in words how it goes" in text_of(desk.get(report_on(bare)))
    fill_in(desk, report_on(bare), narrative="Gestart.")
    assert Report.objects.get().narrative == "Gestart."


def test_a_report_is_corrected_completed_and_emptied(desk, measure):
    personen, _avonden = measure.kpis.all()
    ReportedValueFactory(kpi=personen, value=40, report__reported_on=timezone.localdate() - timedelta(30))
    report = ReportedValueFactory(kpi=personen, value=50, report__draft=True).report
    assert "last reported: 40" in text_of(desk.get(change_page(report)))

    fill_in(desk, change_page(report), **{"values-0-value": "41", "values-1-value": "0"})
    assert values_of(report) == {"personen": 41, "avonden": 0}
    fill_in(desk, change_page(report), **{"values-0-value": ""})
    assert values_of(report) == {"avonden": 0}


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ({"values-0-value": "a lot"}, "Write a number such as 50000 or 50000,50."),
        ({"values-0-value": "9" * 20}, "Ensure that there are no more than 16 digits in total."),
        ({"reported_on": ""}, "This field is required."),
        ({"narrative": "long " * 601}, "Ensure this value has at most 3000 characters"),
    ],
)
def test_a_slip_gets_a_sentence_and_what_was_typed_stays(desk, measure, slip, sentence):
    page = fill_in(desk, report_on(measure), **{"source": "Onze telling", "values-1-value": "7", **slip})

    assert not Report.objects.exists()
    assert sentence in text_of(page)
    assert {"source": "Onze telling", "values-1-value": "7", **slip}.items() <= fields_of(page).items()


def test_a_second_report_of_a_day_is_refused_in_favour_of_the_first(desk, measure):
    ReportFactory(measure=measure)
    page = fill_in(desk, report_on(measure), narrative="Nog eens.")
    assert "There is a report of this day already: change that one." in text_of(page)
    assert fields_of(page)["narrative"] == "Nog eens."


def test_a_kpi_that_a_colleague_removed_meanwhile_is_said_and_the_rest_can_be_reported(desk, measure):
    page = desk.get(report_on(measure))
    measure.kpis.first().delete()

    typed = fields_of(page) | {"values-0-value": "4", "values-1-value": "7"}
    page = desk.post(report_on(measure), typed)
    assert "Somebody removed this KPI after you opened the page" in text_of(page)
    assert {"values-0-value": "4", "values-1-value": "7"}.items() <= fields_of(page).items()
    desk.post(report_on(measure), fields_of(page) | {"values-0-value": ""})

    assert values_of(Report.objects.get()) == {"avonden": 7}


def test_a_report_starts_from_a_measure_of_one_s_own(desk, measure, foreign):
    page = desk.get(reverse("admin:domains_report_add"), follow=True)
    assert messages_of(page) == ["Choose the measure first, then press Report."]
    for address in (report_on(foreign.measure), f"{reverse('admin:domains_report_add')}?measure={10**30}"):
        assert desk.get(address).status_code == desk.post(address, {}).status_code == 404


def test_a_report_of_others_is_out_of_reach(desk, measure, foreign):
    own, others = ReportFactory(measure=measure), foreign.measure.kpis.get()

    assert list(desk.get(LIST).context["cl"].result_list) == [own]
    assert not desk.get(LIST, {"q": "Of others"}).context["cl"].result_list
    for page in ("change", "history", "delete"):
        for send in (desk.get, desk.post):
            assert send(f"/admin/domains/report/{foreign.pk}/{page}/", {"post": "yes"}).status_code in (302, 403)
    fill_in(desk, change_page(own), measure=foreign.measure_id)
    fill_in(desk, change_page(own), **{"values-0-kpi": others.pk, "values-0-value": "1"})
    fill_in(desk, change_page(own), **{"values-0-id": foreign.values.get().pk, "values-0-value": "1"})

    own.refresh_from_db()
    assert own.measure == measure
    assert others not in {value.kpi for value in own.values.all()}
    assert foreign.values.get().value == 40


@pytest.mark.parametrize(("review", "is_kept"), [("draft", False), ("returned", False), ("submitted", True)])
def test_a_report_is_removed_as_long_as_nobody_waits_for_it(desk, measure, review, is_kept):
    report = ReportFactory(measure=measure, draft=True, review=review)
    assert change_page(report) in text_of(desk.get(reverse("admin:domains_measure_change", args=[measure.pk])))
    desk.post(reverse("admin:domains_report_delete", args=[report.pk]), {"post": "yes"})
    assert Report.objects.exists() is is_kept


def test_an_approved_report_is_read_by_a_contributor_and_changed_by_an_approver(desk, clerk, measure):
    value = ReportedValueFactory(kpi=measure.kpis.first(), report__explanation="Winter")
    page = desk.get(change_page(value.report))
    assert "an approver of your organisation changes it" in text_of(page)
    assert "Winter" in text_of(page)
    assert desk.post(change_page(value.report), {"values-0-value": "41"}).status_code == 403
    approver = at_work(UserFactory(organisation=clerk.organisation, approver=True))
    fill_in(approver, change_page(value.report), **{"values-0-value": "41"})
    assert values_of(value.report) == {"personen": 41}


def test_nobody_changes_a_report_of_a_closed_round(clerk, measure):
    closed = ReportingRoundFactory(plan=measure.objective.domain.plan, due=True, closed=True)
    report = ReportFactory(measure=measure, round=closed, draft=True, explanation="Winter")
    for person in (clerk, UserFactory(organisation=clerk.organisation, approver=True), UserFactory(curator=True)):
        desk = at_work(person)
        assert "is closed: it does not change any more" in text_of(desk.get(change_page(report)))
        assert desk.post(change_page(report), {"narrative": "New"}).status_code == 403
        assert report.steps_for(person) == []


def test_a_report_goes_from_a_clerk_by_an_approver_to_the_public(desk, clerk, measure):
    approver = at_work(UserFactory(organisation=clerk.organisation, approver=True))
    page = fill_in(desk, report_on(measure), status="done", _step="submit", **{"values-0-value": "90"})
    assert messages_of(page) == ["The report is saved, and that is all: Explain why the target is missed: “personen”."]
    report = Report.objects.get()
    page = fill_in(desk, change_page(report), explanation="Winter", _step="submit")
    assert messages_of(page) == ["The report is submitted: an approver of your organisation can approve it now."]
    page = approver.post(reverse("admin:domains_report_step", args=[report.pk, "return"]), {"reason": "Count again"})
    assert "Count again" in text_of(desk.get(change_page(report)))
    fill_in(desk, change_page(report), _step="submit", **{"values-0-value": "95"})
    assert "colleague who is an approver approves it" in text_of(desk.get(change_page(report)))
    page = fill_in(approver, change_page(report), _step="approve")
    assert messages_of(page) == ["The report is approved: it counts now."]
    measure.refresh_from_db()
    assert (measure.status, measure.kpis.with_current().first().current) == ("done", 95)


def test_reports_of_a_list_are_submitted_and_approved_together(desk, clerk, measure):
    reports = [
        ReportFactory(measure=MeasureFactory(organisation=clerk.organisation), draft=True, narrative=word)
        for word in ("One", "Two")
    ]
    chosen = {"_selected_action": [report.pk for report in reports]}
    page = desk.post(LIST, {"action": "submit_selected", **chosen}, follow=True)
    assert messages_of(page) == ["2 reports are submitted."]
    assert "approve_selected" not in text_of(desk.get(LIST))
    approver = at_work(UserFactory(organisation=clerk.organisation, approver=True))
    page = approver.post(LIST, {"action": "approve_selected", **chosen}, follow=True)
    assert messages_of(page) == ["2 reports are approved."]
    page = approver.post(LIST, {"action": "approve_selected", **chosen}, follow=True)
    assert messages_of(page)[0].endswith("stays as it is: it is approved.")


def test_the_round_that_is_open_is_proposed_and_others_are_not_offered(desk, measure):
    plan = measure.objective.domain.plan
    now = ReportingRoundFactory(plan=plan)
    ReportingRoundFactory(plan=plan, starts_on=date(2020, 1, 1), due=True, closed=True)
    later = timezone.localdate() + timedelta(90)
    ReportingRoundFactory(plan=plan, starts_on=later, ends_on=later, opens_on=later, deadline=later)
    ReportingRoundFactory()
    fill_in(desk, report_on(measure), narrative="Loopt.")
    offered = desk.get(report_on(measure)).context["adminform"].form.fields["round"].queryset
    assert Report.objects.get().round == now
    assert later not in {each.deadline for each in offered}
    assert {each.plan for each in offered} == {plan}


def asked_on(page):
    return str(page.context["inline_admin_formsets"][0].formset.asked)


def test_an_odd_value_is_asked_about_once_and_never_refused(desk, measure):
    personen, avonden = measure.kpis.all()
    avonden.baseline, avonden.target = 100, 0
    avonden.save()
    before = ReportFactory(measure=measure, reported_on=timezone.localdate() - timedelta(30))
    for kpi in (personen, avonden):
        ReportedValueFactory(kpi=kpi, value=40, report=before)
    report = ReportFactory(measure=measure, draft=True)

    page = fill_in(desk, change_page(report), **{"values-0-value": "400", "values-1-value": "41"})
    assert "Is this right? It is ten times the last value, 40, or more. If so, press the button again." in text_of(page)
    assert "Is this right? The last value was 40, and this KPI should fall." in text_of(page)
    asked = {"values-asked": asked_on(page)}
    page = desk.post(change_page(report), fields_of(page) | asked | {"values-0-value": "39"})
    assert text_of(page).count("Is this right?") == 1
    assert "and this KPI should rise" in text_of(page)
    asked = {"values-asked": asked_on(page)}
    assert asked["values-asked"] in text_of(page)
    desk.post(change_page(report), fields_of(page) | asked)
    assert values_of(report) == {"personen": 39, "avonden": 41}

    page = fill_in(desk, change_page(report), **{"values-0-value": "4000"})
    assert "Is this right?" in text_of(page)
    assert values_of(report) == {"personen": 39, "avonden": 41}


def test_nothing_changed_is_one_tick_and_is_not_said_beside_a_value(desk, measure):
    page = fill_in(desk, report_on(measure), nothing_changed="on", **{"values-0-value": "4"})
    assert "“Nothing changed” is ticked, and there are values" in text_of(page)
    fill_in(desk, report_on(measure), nothing_changed="on", **{"values-0-value": ""})
    assert Report.objects.get().nothing_changed


def test_an_approver_keeps_the_contacts_of_her_organisation_only(clerk):
    desk = at_work(UserFactory(organisation=clerk.organisation, approver=True))
    own, foreign = ContactFactory(organisation=clerk.organisation), ContactFactory(email="far@example.org")
    add, listing = reverse("admin:domains_contact_add"), reverse("admin:domains_contact_changelist")

    fill_in(desk, add, role_en="Desk", email="desk@example.org")
    assert Contact.objects.get(role_en="Desk").organisation == clerk.organisation
    page = fill_in(desk, add, role_en="Desk 2", email="desk2@example.org", organisation=foreign.organisation_id)
    assert "Select a valid choice." in text_of(page)
    assert "Give an e-mail address, a telephone number or a web address." in text_of(fill_in(desk, add, role_en="Mute"))
    assert foreign not in desk.get(listing).context["cl"].result_list
    assert own in desk.get(listing).context["cl"].result_list
    desk.post(reverse("admin:domains_contact_delete", args=[foreign.pk]), {"post": "yes"})
    desk.post(listing, {"action": "delete_selected", "_selected_action": [own.pk, foreign.pk], "post": "yes"})
    assert Contact.objects.count() == 3
