"""Following in a real browser: three domains before there is an account, and they are there after registering."""

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import PASSWORD, DomainFactory

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
