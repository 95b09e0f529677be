"""What everybody may send without an account: an answer to a question, and an error on a page."""

import re
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from domains.models import Answer
from partnerships.open_form import FASTEST
from tests.browser.conftest import PHONE
from tests.factories import MeasureFactory, QuestionFactory, UserFactory
from tests.mails import Box

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(new_context):
    return new_context(viewport=PHONE).new_page()


@pytest.fixture
def approver(new_context, sign_in):
    """Return a function that seats an approver of an organisation at her desk."""

    def seated(organisation):
        person = UserFactory(organisation=organisation, approver=True, language="nl")
        return sign_in(new_context().new_page(), person)

    return seated


def send(page):
    """Press the button after as long as a person takes at least."""
    page.wait_for_timeout(1000 * FASTEST + 500)
    page.get_by_role("button", name="Verzenden").click()


def test_an_answer_to_a_question_is_public_once_an_approver_released_it(
    live_server, reader, approver, faults_in_every_look
):
    question = QuestionFactory(title_nl="Wat ontbreekt er in uw buurt?")
    reader.goto(question.get_absolute_url())
    reader.get_by_role("link", name="Geef uw antwoord").click()
    reader.get_by_label("Uw antwoord").fill("Een lokaal dat 's avonds open is.")
    send(reader)
    expect(reader.get_by_text("Een lokaal dat 's avonds open is.")).to_be_hidden()
    assert faults_in_every_look(reader) == []
    assert Answer.objects.get().state == "waiting"

    desk = approver(question.organisation)
    desk.goto("/admin/")
    desk.get_by_role("link", name=re.compile("antwoord")).first.click()
    desk.get_by_role("checkbox").nth(1).check()
    desk.locator("select[name=action]").select_option("release_selected")
    desk.locator("button[name=index], [type=submit][title]").first.click()
    expect(desk.get_by_role("status")).to_contain_text("1 antwoord")

    reader.goto(question.get_absolute_url())
    expect(reader.get_by_text("Een lokaal dat 's avonds open is.")).to_be_visible()


def test_an_error_that_a_reader_reports_is_answered_for_everybody_and_by_a_real_mail(
    live_server, reader, approver, mail_server, faults_in_every_look
):
    measure = MeasureFactory(title_nl="Fietslessen")
    reader.goto(f"/nl{measure.get_absolute_url().removeprefix('/nl')}")
    reader.get_by_role("link", name="Meld een fout op deze pagina").click()
    reader.get_by_label("Bericht").fill("De startdatum klopt niet.")
    reader.get_by_label(re.compile("E-mailadres")).fill("lezer@example.org")
    send(reader)
    expect(reader).to_have_url(re.compile(r"/nl/corrections/\d{4}-\d{4}/"))
    assert faults_in_every_look(reader) == []

    desk = approver(measure.organisation)
    desk.goto("/admin/")
    desk.get_by_role("link", name=re.compile("meldingen die op u wachten")).click()
    desk.locator("#result_list tbody a").first.click()
    desk.locator("[name=state]").select_option("corrected")
    desk.locator("[name=answer]").fill("De startdatum is verbeterd.")
    with mail_server(Box()) as box:
        desk.get_by_role("button", name="Bewaren", exact=True).click()
        expect(desk.get_by_role("status")).to_be_visible()
    ((to, content),) = box.mails
    letter = message_from_bytes(content, policy=policy.default)
    assert to == "lezer@example.org"
    assert all("De startdatum is verbeterd." in part.get_content() for part in letter.iter_parts())

    reader.reload()
    expect(reader.get_by_text("De startdatum is verbeterd.")).to_be_visible()
    assert "lezer@example.org" not in reader.content()
