"""Behind the links in mails: a report in one press, an account in three fields, without signing in."""

import re

from django.core import mail
from playwright.sync_api import expect

from accounts.models import User
from domains import mailbox
from domains.models import Measure, Report
from tests.browser.hands import Hands
from tests.factories import (
    InvitationFactory,
    KpiFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportingRoundFactory,
    UserFactory,
)

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


def test_who_is_invited_is_at_her_desk_after_three_fields_and_logs_her_first_measure_in_a_few_more(
    live_server, new_context, faults_in_every_look
):
    objective, town = ObjectiveFactory(), OrganisationFactory()
    InvitationFactory(email="jan@example.org", organisation=town).send()
    page = new_context().new_page()
    page.goto(re.search(r"/invitation/\?link=\S+", mail.outbox[0].body)[0])
    assert faults_in_every_look(page) == []

    door = Hands(page)
    door.fill(page.locator("[name=name]"), "Jan")
    door.fill(page.locator("[name=new_password1]"), PASSWORD)
    door.fill(page.locator("[name=new_password2]"), PASSWORD)
    page.locator("main button").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert door.interactions == 3
    assert User.objects.get(email="jan@example.org").name == "Jan"

    desk = Hands(page)
    desk.click("link", "Maatregel registreren")
    desk.fill(page.locator("#id_title_nl"), "Fietslessen")
    desk.choose(page.locator("#id_objective"), value=str(objective.pk))
    desk.fill(page.locator("#id_starts_on"), "2026-09-01")
    desk.fill(page.locator("#id_kpis-0-name_nl"), "deelnemers")
    desk.fill(page.locator("#id_kpis-0-target"), "40")
    desk.click("button", "Bewaren en indienen")
    expect(page.get_by_role("status")).to_contain_text("Fietslessen")
    assert desk.interactions <= 12
    measure = Measure.objects.get(title_nl="Fietslessen")
    assert (measure.organisation, measure.publication) == (town, "submitted")
