"""Behind the links in mails: a report in one press, an account in three fields, without signing in."""

import re

from django.core import mail
from playwright.sync_api import expect

from accounts.models import User
from domains import mailbox
from domains.models import Report
from tests.factories import InvitationFactory, KpiFactory, ReportingRoundFactory, UserFactory

PASSWORD = "a much better horse"


def test_a_report_is_one_press_from_the_mail(live_server, new_context, faults_in_every_look):
    clerk = UserFactory(name="Fatma")
    kpi = KpiFactory(measure__organisation=clerk.organisation)
    this_round = ReportingRoundFactory(plan=kpi.measure.objective.domain.plan)
    page = new_context().new_page()
    page.goto("/report/" + mailbox.address(clerk, kpi.measure, this_round).split("/report/")[1])
    assert faults_in_every_look(page) == []

    page.get_by_role("button", name=re.compile("Niets gewijzigd|Nothing changed")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Dank u|Thank you"))
    assert faults_in_every_look(page) == []
    assert Report.objects.get().review == "submitted"


def test_who_is_invited_is_at_her_desk_after_three_fields(live_server, new_context, faults_in_every_look):
    InvitationFactory(email="jan@example.org").send()
    page = new_context().new_page()
    page.goto(re.search(r"/invitation/\?link=\S+", mail.outbox[0].body)[0])
    assert faults_in_every_look(page) == []

    page.locator("[name=name]").fill("Jan")
    page.locator("[name=new_password1]").fill(PASSWORD)
    page.locator("[name=new_password2]").fill(PASSWORD)
    page.locator("main button").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert User.objects.get(email="jan@example.org").name == "Jan"
