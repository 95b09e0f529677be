"""Reporting rounds: who is asked, who is missing, and figures that do not change any more once a round is closed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from domains import rounds
from domains.models import Measure, Report, ReportingRound
from tests.back_office import at_work, fill_in, messages_of, text_of
from tests.factories import (
    ActionPlanFactory,
    DomainFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADD = reverse("admin:domains_reportinground_add")


def page_of(name, reporting_round):
    return reverse(f"admin:domains_reportinground_{name}", args=[reporting_round.pk])


@pytest.fixture
def plan():
    return ActionPlanFactory(slug="eu")


@pytest.fixture
def due(plan):
    """A round whose deadline has passed."""
    return ReportingRoundFactory(plan=plan, due=True)


@pytest.fixture
def log(plan):
    """Return a function that publishes a measure of the plan."""
    objective = ObjectiveFactory(domain=DomainFactory(plan=plan, slug="housing"))
    return lambda **details: MeasureFactory(objective=objective, **{"starts_on": date(2025, 1, 1), **details})


@pytest.fixture
def desk():
    return at_work(UserFactory(curator=True))


@pytest.mark.parametrize(
    ("today", "starts_on", "ends_on", "deadline"),
    [
        (date(2026, 4, 15), date(2025, 7, 1), date(2025, 12, 31), date(2026, 4, 15)),
        (date(2026, 4, 16), date(2026, 1, 1), date(2026, 6, 30), date(2026, 10, 15)),
        (date(2026, 10, 16), date(2026, 7, 1), date(2026, 12, 31), date(2027, 4, 15)),
    ],
)
def test_the_next_round_is_by_15_april_or_15_october(today, starts_on, ends_on, deadline):
    days = rounds.next_days(today)
    assert (days["starts_on"], days["ends_on"], days["deadline"]) == (starts_on, ends_on, deadline)
    assert today <= days["opens_on"] <= deadline


def test_a_round_asks_what_ran_in_its_period_and_knows_who_is_missing(due, log):
    gent, aalst = OrganisationFactory(name_nl="Gent"), OrganisationFactory(name_nl="Aalst")
    for review in ("approved", "submitted", "draft"):
        approved_on = timezone.localdate() if review == "approved" else None
        measure = log(organisation=gent)
        ReportFactory(measure=measure, round=due, review=review, approved_on=approved_on)
    ReportFactory(measure=log(organisation=gent, done=True), round=due)  # done in this round: it was asked
    log(organisation=aalst), log(organisation=aalst)
    log(organisation=aalst, done=True), log(organisation=aalst, starts_on=timezone.localdate())
    log(organisation=aalst, draft=True), MeasureFactory()

    first, second = rounds.standings(due)

    assert (first.organisation, first.asked, first.reported, first.waiting, first.missing) == (aalst, 2, 0, 0, 2)
    assert (second.organisation, second.asked, second.reported, second.waiting, second.missing) == (gent, 4, 2, 1, 1)
    assert rounds.total([first, second]).share.percent == 33


def test_a_report_is_due_in_an_open_round_until_a_colleague_submits_one(log, plan):
    measure, today = log(), timezone.localdate()
    assert not Measure.objects.report_due_on(today).exists()
    now = ReportingRoundFactory(plan=plan)
    log(starts_on=today), log(status="planned")
    assert Measure.objects.report_due_on(today).get() == measure
    report = ReportFactory(measure=measure, round=now, draft=True)
    assert Measure.objects.report_due_on(today).get() == measure
    report.take_step("submit", UserFactory(organisation=measure.organisation))
    assert not Measure.objects.report_due_on(today).exists()


def test_closing_locks_the_figures_whatever_is_done_afterwards(due, log, client):
    gent = OrganisationFactory(name_nl="Gent")
    done, running = log(organisation=gent, title_nl="Gedaan"), log(organisation=gent, title_nl="Bezig")
    clerk, approver = UserFactory(organisation=gent), UserFactory(organisation=gent, approver=True)
    for measure, status in ((done, "done"), (running, "")):
        report = ReportFactory(measure=measure, round=due, draft=True, status=status)
        report.take_step("submit", clerk)
        report.take_step("approve", approver)
    address = f"/nl/plans/eu/rounds/{due.deadline}/"
    assert client.get(address).status_code == 404

    due.close()
    before = client.get(address)

    assert before.context["total"].done == 1
    assert (before.context["standing"].asked, before.context["standing"].reported) == (2, 2)
    assert [report.measure for report in before.context["ended"]] == [done]
    assert address in client.get("/nl/plans/eu/over-time/").content.decode()

    log(organisation=gent), log(done=True)
    running.status = "stopped"
    running.organisation = OrganisationFactory()
    running.save()
    report = Report.objects.get(measure=running)
    assert report.steps_for(approver) == []
    assert client.get(address).content == before.content

    Measure.objects.get(pk=done.pk).take_step("withdraw", approver, "Private")
    after = client.get(address)
    assert after.context["total"] == before.context["total"]
    assert "Gedaan" not in after.content.decode()


def test_opening_a_round_again_is_recorded_with_a_reason_that_everybody_reads(due, client):
    due.close()
    with pytest.raises(ValidationError):
        due.close()
    with pytest.raises(ValidationError):
        due.reopen(" ")
    due.reopen("Gent reported late.")
    with pytest.raises(ValidationError):
        due.reopen("Twice.")

    page = client.get(f"/en/plans/eu/rounds/{due.deadline}/")
    assert "Gent reported late." in page.content.decode()
    assert "total" not in page.context
    assert "open again" in client.get("/en/plans/eu/over-time/").content.decode()
    assert list(ReportingRound.objects.open_on(timezone.localdate())) == [due]
    assert [(record.closed_at is None, record.reason) for record in due.history.all()] == [
        *((True, "Gent reported late."), (False, ""), (True, "")),
    ]
    due.close()
    assert (due.is_closed, due.reason) == (True, "")


# The back office.


def test_a_curator_opens_the_round_that_the_site_proposes(desk, plan):
    fill_in(desk, ADD)
    assert ReportingRound.objects.get().plan == plan
    assert "open" in text_of(desk.get(reverse("admin:domains_reportinground_changelist")))


def test_a_curator_sees_who_is_missing_closes_the_round_and_opens_it_again(desk, due, log):
    missing = log(organisation__name_nl="Aalst").organisation
    page = desk.get(page_of("standing", due))
    assert f"organisation__id__exact={missing.pk}&amp;attention=report-due" in page.content.decode()

    page = desk.post(page_of("close", due), follow=True)
    assert "its reports do not change any more" in messages_of(page)[0]
    assert messages_of(desk.post(page_of("close", due), follow=True)) == ["This reporting round is closed already."]
    assert desk.post(page_of("change", due), {}).status_code == 403
    assert desk.get(page_of("delete", due)).status_code == 403
    assert "View on the site" in text_of(desk.get(page_of("change", due)))

    assert "Everybody reads this" in text_of(desk.post(page_of("reopen", due), {"reason": ""}))
    page = desk.post(page_of("reopen", due), {"reason": "Too early"}, follow=True)
    assert messages_of(page) == ["The round is open again; everybody can read why."]
    assert "Too early" in text_of(page)
    assert messages_of(desk.get(page_of("reopen", due), follow=True)) == ["This reporting round is open already."]


def test_a_round_is_not_closed_before_the_last_day_to_report_has_passed(desk, plan):
    now = ReportingRoundFactory(plan=plan, deadline=timezone.localdate())
    to_come = ReportingRoundFactory(
        plan=plan, starts_on=date(2030, 1, 1), **dict.fromkeys(("ends_on", "opens_on", "deadline"), date(2030, 7, 1))
    )
    page = desk.post(page_of("close", now), follow=True)
    assert messages_of(page) == ["A round closes after its deadline."]
    assert "The round can be closed after" in text_of(page)
    assert "nobody owes a report" in text_of(page)
    assert not ReportingRound.objects.exclude(closed_at=None).exists()
    assert "planned" in text_of(desk.get(reverse("admin:domains_reportinground_changelist")))
    assert desk.get(page_of("standing", to_come)).status_code == 200
    address = page_of("standing", to_come)
    to_come.delete()
    assert desk.get(address).status_code == 404


def test_who_has_reported_in_all_organisations_is_for_curators(due):
    for person in (UserFactory(), UserFactory(approver=True)):
        for name in ("standing", "close", "reopen"):
            assert at_work(person).post(page_of(name, due)).status_code == 403


def test_a_list_of_what_owes_a_report_now(desk, log, plan):
    ReportingRoundFactory(plan=plan)
    measure = log()
    log(done=True)
    page = desk.get(f"{reverse('admin:domains_measure_changelist')}?attention=report-due")
    assert list(page.context["cl"].result_list) == [measure]


def test_a_day_is_a_moment_s_own_end():
    moment = timezone.now() - timedelta(hours=1)
    measure = MeasureFactory()
    assert not Measure.history.on(moment).exists()
    assert Measure.history.on(timezone.localdate()).get().id == measure.pk


# What a closed round holds.


@pytest.fixture
def held(due, log):
    """A value in a report of a round that is closed since."""
    value = ReportedValueFactory(kpi__measure=log(), kpi__name_en="people", report__round=due)
    due.close()
    return value


def test_a_closed_round_keeps_its_reports_and_values_whatever_they_belong_to(held, due):
    free = ReportedValueFactory()
    report, kpi = held.report, held.kpi
    for record in (kpi, report, report.measure):
        with pytest.raises(ProtectedError), transaction.atomic():
            record.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        Measure.objects.all().delete()
    free.report.measure.delete()
    assert list(Report.objects.all()) == [report]
    due.reopen("Too early")
    kpi.delete()
    report.measure.delete()
    assert not Report.objects.exists()


def test_a_form_does_not_delete_what_a_closed_round_holds_and_says_why(held, desk):
    measure = held.kpi.measure
    approver = at_work(UserFactory(organisation=measure.organisation, approver=True))
    address = reverse("admin:domains_measure_change", args=[measure.pk])
    page = fill_in(approver, address, **{"kpis-0-DELETE": "on"})
    assert "A reporting round that is closed has values of these KPIs, and keeps them: people." in text_of(page)

    Measure.objects.update(publication="withdrawn")
    page = desk.post(reverse("admin:domains_measure_delete", args=[measure.pk]), {"post": "yes"}, follow=True)
    assert "has reports in a reporting round that is closed: it is not deleted." in messages_of(page)[0]
    report = reverse("admin:domains_report_delete", args=[held.report.pk])
    assert desk.post(report, {"post": "yes"}).status_code == 403
    listing = reverse("admin:domains_measure_changelist")
    desk.post(listing, {"action": "delete_selected", "_selected_action": [measure.pk], "post": "yes"})
    assert measure.kpis.get().values.get() == held

    ReportingRound.objects.update(closed_at=None)
    fill_in(desk, address, **{"kpis-0-DELETE": "on"})
    assert not measure.kpis.exists()
