"""Reporting from the mailbox: one link, one person, one report, once; nothing happens before a button is pressed."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from domains import mailbox
from domains.models import Report
from tests.back_office import at_work, text_of
from tests.factories import (
    KpiFactory,
    MeasureFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
    days_from_now,
)
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db

PAGE = reverse("mailbox")


@pytest.fixture
def clerk(db):
    return UserFactory(language="en", name="Fatma")


@pytest.fixture
def measure(clerk):
    measure = MeasureFactory(organisation=clerk.organisation, title_nl="Buddies")
    KpiFactory(measure=measure, name_nl="personen", unit="mensen")
    return measure


@pytest.fixture
def this_round(measure):
    return ReportingRoundFactory(plan=measure.objective.domain.plan)


@pytest.fixture
def link(clerk, measure, this_round):
    return link_for(clerk, measure, this_round)


def link_for(person, measure, reporting_round, report=None):
    return mailbox.address(person, measure, reporting_round, report).split("link=")[1]


def opened(link):
    return Client().get(PAGE, {"link": link})


def sent(link, **typed):
    return Client().post(PAGE, {"link": link, **typed})


def test_nothing_changed_is_one_press_and_waits_for_an_approver(link, clerk, measure, this_round):
    assert "Nothing changed: submit" in text_of(opened(link))
    page = sent(link, nothing_changed="on")

    assert "Thank you: your report is submitted" in text_of(page)
    report = Report.objects.get()
    assert (report.measure, report.round, report.nothing_changed) == (measure, this_round, True)
    assert (report.review, report.submitted_by, report.reported_on) == ("submitted", clerk, timezone.localdate())
    assert "_auth_user_id" not in page.client.session
    assert report.steps_for(clerk) == []


def test_what_changed_is_reported_with_values_and_stands_in_the_history_as_her_act(link, clerk, measure):
    kpi = measure.kpis.get()
    page = sent(link, narrative="Goede opkomst.", status="running", **{f"kpi_{kpi.pk}": "1.250,5"})
    assert page.status_code == 200
    report = Report.objects.get()
    assert (report.narrative, report.values.get().value) == ("Goede opkomst.", 1250.5)
    acts = {(act.history_user, act.history_change_reason) for act in report.history.all()}
    assert acts == {(clerk, "From the link in a mail")}
    assert report.values.get().history.get().history_user == clerk
    approver = at_work(UserFactory(organisation=clerk.organisation, approver=True))
    history = text_of(approver.get(reverse("admin:domains_report_history", args=[report.pk])))
    assert "From the link in a mail" in history


def test_opening_the_page_changes_nothing_however_often_and_leaves_no_trace(link, caplog):
    for _scan in range(2):
        page = opened(link)
        assert Client().head(PAGE, {"link": link}).status_code == page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "You report as Fatma of" in text_of(page)
    assert not Report.objects.exists()
    sent(link, nothing_changed="on")
    assert opened(link).status_code == 410
    assert caplog.messages
    assert link[:40] not in caplog.text


def test_the_page_speaks_the_language_of_the_person_unless_she_chose_another(clerk, link):
    assert opened(link).headers["Content-Language"] == "en"
    reader = Client()
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert reader.get(PAGE, {"link": link}).headers["Content-Language"] == "fr"


def test_what_is_not_right_is_said_and_nothing_is_stored(link, measure):
    kpi = f"kpi_{measure.kpis.get().pk}"
    for typed, sentence in [
        ({}, "Say how it goes, give a value, or press “Nothing changed”."),
        ({kpi: "a lot"}, "Write a number such as"),
        ({"nothing_changed": "on", kpi: "4"}, "“Nothing changed” is ticked, and there are values"),
        ({"status": "stopped"}, "Say why the measure stops."),
        ({"status": "done", kpi: "90"}, "Explain why the target is missed: “personen”."),
    ]:
        page = text_of(sent(link, **typed))
        assert sentence in page
        assert "Nothing is submitted yet" in page
        assert not Report.objects.exists()
    assert "Thank you" in text_of(sent(link, status="done", explanation="Winter", **{kpi: "90"}))


def test_a_report_that_was_begun_or_returned_is_gone_on_with(clerk, measure, this_round):
    kpi = measure.kpis.get()
    other = KpiFactory(measure=measure, name_nl="avonden")
    report = ReportFactory(measure=measure, round=this_round, draft=True, review="returned", reason="Tel opnieuw")
    ReportedValueFactory(report=report, kpi=kpi, value=40)
    ReportedValueFactory(report=report, kpi=other, value=7)
    link = link_for(clerk, measure, this_round, report)
    page = text_of(opened(link))
    assert "Tel opnieuw" in page
    assert 'value="40"' in page
    sent(link, narrative="Opnieuw geteld.", **{f"kpi_{kpi.pk}": "41", f"kpi_{other.pk}": ""})
    report.refresh_from_db()
    assert (report.review, report.narrative) == ("submitted", "Opnieuw geteld.")
    assert dict(report.values.values_list("kpi", "value")) == {kpi.pk: 41}


def test_an_odd_value_is_asked_about_once_and_never_refused(link, measure):
    kpi = measure.kpis.get()
    ReportedValueFactory(kpi=kpi, value=40, report=ReportFactory(measure=measure, reported_on=days_from_now(-200)))
    name = f"kpi_{kpi.pk}"
    page = sent(link, **{name: "400"})
    assert "Is this right? It is ten times the last value, 40, or more. If so, press the button again." in text_of(page)
    assert not Report.objects.filter(review="submitted").exists()
    asked = {"asked": str(page.context["form"].asked)}
    assert f'name="asked" value="{asked["asked"]}"' in text_of(page)
    page = sent(link, **asked, **{name: "39"})
    assert "The last value was 40, and this KPI should rise." in text_of(page)
    assert "Thank you" in text_of(sent(link, asked=str(page.context["form"].asked), **{name: "39"}))
    assert Report.objects.get(review="submitted").values.get().value == 39


def test_a_link_that_asks_nothing_any_more_says_why_and_what_to_do(clerk, measure, this_round, link):
    def said(link):
        page = opened(link)
        assert (page.status_code, sent(link, nothing_changed="on").status_code) == (410, 410)
        assert "Sign in: what waits for you is on your desk." in text_of(page) or "Meld u aan" in text_of(page)
        return text_of(Client(headers={"accept-language": "en"}).get(PAGE, {"link": link}))

    assert "This link is not complete." in said(link[:-3])
    assert "This link is not complete." in said(link.replace(":", ".", 1))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert "This link has expired: it was good for 30 days." in said(link)
    draft = ReportFactory(measure=measure, round=this_round, draft=True)
    assert "a colleague has worked on this report" in said(link)
    draft.delete()
    for change, back in [
        ({"is_active": False}, {"is_active": True}),
        ({"role": "visitor"}, {"role": "contributor"}),
        ({"organisation": UserFactory().organisation}, {"organisation": measure.organisation}),
    ]:
        type(clerk).objects.filter(pk=clerk.pk).update(**change)
        assert "You no longer report on this measure" in said(link)
        type(clerk).objects.filter(pk=clerk.pk).update(**back)
    measure.publication = "withdrawn"
    measure.save()
    assert "You no longer report on this measure" in said(link)
    measure.publication = "published"
    measure.save()
    assert opened(link).status_code == 200
    type(this_round).objects.update(deadline=days_from_now(-1), closed_at=timezone.now())
    assert "This reporting round is closed" in said(link)
    this_round.delete()
    assert "This reporting round is closed" in said(link)


def test_a_link_is_for_one_purpose(link):
    assert Client().get(reverse("invitation"), {"link": link}).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_counts(database):
    clerk = UserFactory()
    measure = MeasureFactory(organisation=clerk.organisation)
    link = link_for(clerk, measure, ReportingRoundFactory(plan=measure.objective.domain.plan))

    def press():
        return sent(link, nothing_changed="on").status_code

    assert sorted(all_at_once(database, press, press)) == [200, 410]
    assert Report.objects.get().history.count() == 2
