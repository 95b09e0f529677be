"""Following in a real browser: three domains until there is an account, or by mail without one."""

from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from domains.models import Follower
from partnerships.open_form import FASTEST
from tests.factories import PASSWORD, DomainFactory, MeasureFactory
from tests.mails import Box

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_follows_three_domains_and_registers_finds_them_there(
    live_server, page_without_scripts, page, faults_in_every_look
):
    reader = page_without_scripts
    for slug, title in (("housing", "Huisvesting"), ("health", "Gezondheid"), ("education", "Onderwijs")):
        DomainFactory(slug=slug, title_nl=title)
        reader.goto(f"/nl/domains/{slug}/")
        reader.get_by_role("link", name="Volgen", exact=True).click()
        reader.get_by_role("button", name="Volgen", exact=True).click()
        expect(reader.get_by_role("heading", name=f"Domein: {title}")).to_be_visible()
    expect(reader.get_by_text("pas bewaard als u zich aanmeldt")).to_be_visible()

    reader.get_by_role("main").get_by_role("link", name="Registreren").click()
    reader.get_by_label("E-mailadres").fill("vera@example.org")
    reader.get_by_label("Wachtwoord").fill(PASSWORD)
    reader.get_by_role("button", name="Registreren").click()
    reader.get_by_label("Code").fill(mail.outbox[0].body.split("\n\n")[2].strip())
    reader.get_by_role("button", name="Verder").click()
    reader.get_by_role("link", name="Wat u volgt").click()
    for title in ("Huisvesting", "Gezondheid", "Onderwijs"):
        expect(reader.get_by_role("heading", name=f"Domein: {title}")).to_be_visible()
    expect(reader.get_by_text("pas bewaard als u zich aanmeldt")).to_be_hidden()

    page.goto(f"{reverse('following')}?domain=health")
    page.get_by_role("main").get_by_role("button", name="Volgen").click()
    assert faults_in_every_look(page) == []


def link_of(box, words):
    """Return the address behind some words in the last mail that a real server took."""
    (_to, content) = box.mails[-1]
    text = message_from_bytes(content, policy=policy.default).get_body(["plain"]).get_content()
    return text.partition(words)[2].split()[0]


def test_who_has_no_account_says_yes_in_a_mail_and_stops_the_mails_with_one_press(
    live_server, settings, new_context, page_without_scripts, mail_server, faults_in_every_look
):
    settings.SITE_URL = live_server.url
    domain = DomainFactory(slug="housing", title_nl="Huisvesting")
    reader = page_without_scripts
    reader.goto("/nl/following/?domain=housing")
    reader.get_by_role("button", name="Volgen", exact=True).click()
    reader.get_by_role("link", name="Per mail volgen, zonder account").click()
    reader.get_by_label("E-mailadres").fill("vera@example.org")
    reader.wait_for_timeout(1000 * FASTEST + 500)
    with mail_server(Box()) as box:
        reader.get_by_role("button", name="Stuur mij de link").click()
        expect(reader.get_by_role("heading", level=1)).to_have_text("Kijk in uw mailbox")

        mailbox = new_context().new_page()  # another browser, which knows nothing of her
        mailbox.goto(link_of(box, "Bekijk wat het is, en zeg ja"))
        expect(mailbox.get_by_text("Domein: Huisvesting")).to_be_visible()
        assert faults_in_every_look(mailbox) == []
        mailbox.get_by_role("button", name="Ja, mail mij").click()
        expect(mailbox.get_by_role("heading", level=1)).to_have_text("Er komen nu mails")
        assert faults_in_every_look(mailbox) == []
        mailbox.get_by_role("main").get_by_role("link").click()
        mailbox.get_by_role("radio", name="meteen").check()
        mailbox.get_by_role("button", name="Bewaren").click()
        assert faults_in_every_look(mailbox) == []

        MeasureFactory(objective__domain=domain, title_nl="Huurdersschool")
        call_command("send_digests")
    later = new_context().new_page()
    later.goto(link_of(box, "Geen mails meer"))
    assert Follower.objects.exists()
    assert faults_in_every_look(later) == []
    later.get_by_role("button", name="Mails stopzetten").click()
    expect(later.get_by_role("heading", level=1)).to_have_text("U krijgt geen mails meer")
    assert faults_in_every_look(later) == []
    assert not Follower.objects.exists()
