"""Reports and contacts in the back office: from a measure of one's own, with a value for each KPI that is known."""

import pytest
from django.urls import reverse
from django.utils import timezone

from domains.models import Contact, Report
from tests.back_office import at_work, fields_of, fill_in, messages_of, text_of
from tests.factories import ContactFactory, KpiFactory, MeasureFactory, ReportedValueFactory, ReportFactory, UserFactory

pytestmark = pytest.mark.django_db

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


def test_a_report_without_any_value_says_that_nothing_changed(desk, measure):
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
    report = ReportedValueFactory(kpi=personen, value=40).report
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


def test_a_report_can_be_removed_and_reports_of_a_measure_lead_from_it(desk, measure):
    report = ReportFactory(measure=measure)
    assert change_page(report) in text_of(desk.get(reverse("admin:domains_measure_change", args=[measure.pk])))
    desk.post(reverse("admin:domains_report_delete", args=[report.pk]), {"post": "yes"})
    assert not Report.objects.exists()


def test_a_clerk_keeps_the_contacts_of_her_organisation_only(clerk, desk):
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
