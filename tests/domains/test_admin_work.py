"""My work: what waits for a clerk on one screen, and the report beside it."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from domains.models import Report
from tests.back_office import at_work, fields_of, messages_of, text_of
from tests.factories import (
    ContactFactory,
    DomainFactory,
    KpiFactory,
    MeasureFactory,
    ObjectiveFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
WORK = reverse("admin:domains_report_work")


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def desk(clerk):
    return at_work(clerk)


@pytest.fixture
def log(clerk):
    """Return a function that publishes a measure that lacks nothing; the same objective and contact for all."""
    objective, contact = ObjectiveFactory(), ContactFactory(organisation=clerk.organisation)

    def logged(**details):
        usual = {"objective": objective, "organisation": clerk.organisation, "contact": contact, "summary_nl": "Taal."}
        measure = MeasureFactory(**usual | details)
        KpiFactory(measure=measure)
        return measure

    return logged


@pytest.fixture
def now(log):
    """A round that is open."""
    return ReportingRoundFactory(plan=log(done=True).objective.domain.plan)


def titles(page):
    return [row["measure"].title for row in page.context["rows"]]


def test_one_screen_shows_what_waits_and_why_the_most_pressing_first(desk, log, now):
    log(title_en="Fine", starts_on=timezone.localdate())
    KpiFactory(measure=log(title_en="Incomplete", summary_nl="", status="planned"))  # with two KPIs it is one measure
    log(title_en="Stale", starts_on=now.starts_on - timedelta(400))
    log(title_en="Late", late=True, status="planned")
    log(title_en="Returned", publication="returned", reason="Which budget?", status="planned")
    ReportFactory(measure=log(title_en="Due", starts_on=now.starts_on), draft=True, reported_on=now.starts_on)
    MeasureFactory(title_en="Of others", late=True)
    MeasureFactory(title_en="Withdrawn", publication="withdrawn", late=True, organisation=desk_organisation(desk))

    page = desk.get(WORK)

    assert titles(page) == ["Returned", "Stale", "Due", "Late", "Incomplete"]
    assert [(label, number) for label, number, _address, _chosen in page.context["chips"]] == [
        *(("everything", 5), ("returned", 1), ("report due", 2), ("late", 1)),
        *(("no report for over a year", 1), ("incomplete", 1)),
    ]
    for words in ("Which budget?", "Go on with it", "Go on with the report", "report by"):
        assert words in text_of(page)
    assert titles(desk.get(WORK, {"reason": "late"})) == ["Late"]
    assert titles(desk.get(WORK, {"reason": "nonsense", "report": "nonsense"})) == titles(page)


def desk_organisation(desk):
    return desk.get(WORK).wsgi_request.user.organisation


def test_a_clerk_without_work_is_told_so(desk):
    assert "Nothing waits for you" in text_of(desk.get(WORK))


def test_nothing_changed_is_one_click_and_the_measure_waits_no_more(desk, log, now, clerk):
    measure = log()
    foreign = MeasureFactory()

    page = desk.post(WORK, {"nothing_changed": measure.pk}, follow=True)

    report = Report.objects.get()
    assert messages_of(page) == ["1 report is submitted."]
    assert (report.measure, report.round, report.nothing_changed, report.review) == (measure, now, True, "submitted")
    assert (report.submitted_by, report.history.first().review) == (clerk, "submitted")
    assert titles(page) == []
    for nonsense in (foreign.pk, "x", "9" * 30):
        page = desk.post(WORK, {"nothing_changed": nonsense}, follow=True)
        assert messages_of(page)[0].startswith("Nothing was reported")
    assert Report.objects.count() == 1


def test_one_report_is_given_on_the_ticked_and_on_all_of_a_list(desk, log, now):
    first, second, third = log(), log(), log()
    log(late=True, status="planned")

    page = desk.post(WORK, {"measure": [first.pk], "ticked": "1", "status": "stopped"}, follow=True)
    assert messages_of(page) == [f"No report on “{first}”: Say why the measure stops."]
    page = desk.post(WORK, {"measure": [first.pk], "status": "stopped", "explanation": "No staff"}, follow=True)
    assert messages_of(page) == ["1 report is submitted."]

    page = desk.post(f"{WORK}?reason=due", {"all": "1", "narrative": "As planned."}, follow=True)
    assert messages_of(page) == ["2 reports are submitted."]
    assert page.redirect_chain[-1][0] == f"{WORK}?reason=due"
    said = {
        (report.measure, report.status, report.narrative, report.nothing_changed) for report in Report.objects.all()
    }
    assert said == {
        (first, "stopped", "", False),
        (second, "", "As planned.", False),
        (third, "", "As planned.", False),
    }
    page = desk.post(WORK, {"all": "1", "narrative": "long " * 601})
    assert "at most 3000 characters" in text_of(page)


def test_whoever_has_begun_a_report_goes_on_with_it_and_many_complaints_are_counted(desk, log, now):
    measures = [log() for _number in range(11)]
    for measure in measures:
        ReportFactory(measure=measure, draft=True)
    page = desk.post(WORK, {"all": "1"}, follow=True)
    assert messages_of(page)[0].endswith("There is a report that is not submitted yet: go on with that one.")
    assert messages_of(page)[10:] == ["No report on 1 more measure."]
    assert Report.objects.count() == 11


def test_the_report_opens_beside_its_measure_and_leads_back_to_the_list(desk, log, now):
    measure = log()
    page = desk.get(WORK, {"reason": "due", "report": measure.pk})
    form = page.context["opened"]["form"]
    assert 'name="values-0-value"' in form
    assert "autofocus" in form
    address = html.unescape(re.search(r'action="([^"]+)"', form)[1])

    typed = fields_of(desk.get(address)) | {"values-0-value": "40", "_step": "submit"}
    page = desk.post(address, typed, follow=True)

    assert page.redirect_chain[-1][0] == f"{WORK}?reason=due"
    assert messages_of(page)[0].startswith("The report is submitted")
    report = Report.objects.get()
    assert (report.round, report.values.get().value) == (now, 40)
    assert "A report waits for an approver." in text_of(desk.get(WORK)) or titles(desk.get(WORK)) == []


def test_a_report_that_came_back_is_corrected_on_the_same_screen(desk, log, now):
    measure = log()
    measure.kpis.all().delete()
    report = ReportFactory(measure=measure, draft=True, review="returned", reason="Which month?", round=now)
    page = desk.get(WORK, {"report": measure.pk})
    assert titles(page) == [measure.title]
    assert text_of(page).count("Which month?") == 2
    form = page.context["opened"]["form"]
    address = html.unescape(re.search(r'action="([^"]+)"', form)[1])
    assert set(re.findall(r'name="([^"]+)"', form)) >= fields_of(desk.get(address)).keys()
    page = desk.post(address, fields_of(desk.get(address)) | {"narrative": "May.", "_step": "submit"}, follow=True)
    assert page.redirect_chain[-1][0] == WORK
    report.refresh_from_db()
    assert (report.review, report.narrative) == ("submitted", "May.")
    Report.objects.update(review="returned")
    now.deadline = now.opens_on
    now.save()
    now.close()
    assert "returned" not in {label for label, _n, _a, _c in desk.get(WORK).context["chips"]}


def test_the_screen_takes_as_many_queries_for_thirty_measures_as_for_three(desk, log, now):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(WORK, {"report": first.pk}).status_code == 200
        return len(captured)

    first, *_others = [log() for _number in range(3)]
    queries()
    few = queries()
    for _number in range(27):
        ReportFactory(measure=log(), draft=True)
    assert queries() == few


def test_a_long_list_comes_in_pages(desk, log, now, monkeypatch):
    monkeypatch.setattr("domains.admin.ReportAdmin.list_per_page", 2)
    for _number in range(5):
        log()
    page = desk.get(WORK, {"p": "2", "reason": "due"})
    assert len(titles(page)) == 2
    assert "?p=3&amp;reason=due" in page.content.decode()
    assert "?p=1&amp;reason=due" in page.content.decode()


def test_the_list_is_searched_and_narrowed_to_a_domain_and_keeps_that(desk, log, now, monkeypatch):
    monkeypatch.setattr("domains.admin.ReportAdmin.list_per_page", 1)
    other = ObjectiveFactory(domain__plan=now.plan, domain__slug="health", domain__title_en="Health")
    DomainFactory(slug="nobody", title_en="Nobody's")
    first, second = log(title_en="Language café", objective=other), log(title_en="Language buddies", objective=other)
    log(title_en="Language in town"), log(title_en="Housing", objective=other, late=True)
    asked = {"q": "language", "domain": "health", "reason": "due"}

    page = desk.get(WORK, asked)
    assert page.context["page"].paginator.count == 2
    assert [number for _label, number, _address, _chosen in page.context["chips"]] == [2, 2]
    assert page.context["chips"][0][2] == f"{WORK}?domain=health&q=language"
    assert "?q=language&amp;domain=health&amp;reason=due&amp;p=2" in page.content.decode()
    assert "Health" in text_of(page)
    assert "Nobody's" not in text_of(page)
    form = desk.get(WORK, asked | {"report": first.pk}).context["opened"]["form"]
    address = html.unescape(re.search(r'action="([^"]+)"', form)[1])
    page = desk.post(address, fields_of(desk.get(address)) | {"narrative": "May."}, follow=True)
    assert page.redirect_chain[-1][0] == f"{WORK}?reason=due&domain=health&q=language"

    first.reports.all().delete()
    page = desk.post(page.redirect_chain[-1][0], {"all": "1"}, follow=True)
    assert messages_of(page) == ["2 reports are submitted."]
    assert set(Report.objects.values_list("measure", flat=True)) == {first.pk, second.pk}
    assert "Nothing of what you searched for waits for you" in text_of(page)

    assert "Select a valid choice" in text_of(desk.get(WORK, {"domain": "nobody"}))
    assert titles(desk.get(WORK, {"domain": "nobody"})) == titles(desk.get(WORK))


def test_a_report_on_very_many_is_given_in_parts_and_on_none_twice(desk, log, now, monkeypatch):
    monkeypatch.setattr("domains.admin.work.AT_A_TIME", 2)
    measures = [log(late=True) for _number in range(5)]
    log(late=True, publication="returned")
    said = {"narrative": "As planned."}

    page = desk.post(f"{WORK}?reason=late", said | {"all": "1"})
    assert messages_of(page) == ["2 reports are submitted."]
    assert "3 measures are left" in text_of(page)
    assert page.context["many"]["narrative"].value() == "As planned."
    left = re.search(r'name="left" value="([^"]+)"', page.content.decode())[1]
    page = desk.post(f"{WORK}?reason=late", said | {"left": left})
    assert "Go on with the 1 that is left" in text_of(page)
    left = re.search(r'name="left" value="([^"]+)"', page.content.decode())[1]
    page = desk.post(f"{WORK}?reason=late", said | {"left": left}, follow=True)
    assert messages_of(page) == ["1 report is submitted."]
    assert page.redirect_chain[-1][0] == f"{WORK}?reason=late"
    assert sorted(Report.objects.values_list("measure", flat=True)) == [measure.pk for measure in measures]
