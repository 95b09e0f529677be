"""Finding money: somebody with a phone who knows nothing of funds, and a clerk who starts from a measure."""

import re

from playwright.sync_api import expect

from accounts.models import User
from domains.models import Measure


def test_with_a_phone_in_dutch_a_few_taps_lead_to_a_fund_and_the_address_can_be_shared(example_site, new_context):
    page = new_context(locale="nl-BE", viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    page.goto("/nl/funding/")
    page.get_by_role("link", name="Welk fonds betaalt?").click()
    page.get_by_role("link", name="taallessen, maatschappelijke oriëntatie").click()
    page.get_by_label("andere mensen zonder de nationaliteit van een EU-land").check()
    page.get_by_label("Wanneer in het leven van nieuwkomers hier?").select_option(label="in de eerste jaren")
    page.get_by_label("Waar gebeurt het?").select_option(label="Gent")
    page.get_by_role("button", name="Toon de fondsen").click()

    expect(page).to_have_url(re.compile("type=language_orientation.*place=44021"))
    band = page.get_by_role("region", name="Nu open")
    expect(band.get_by_role("heading", level=3, name=re.compile("^AMIF"))).to_be_visible()
    expect(band).to_contain_text("Maatregelen op maat in de eerste fasen van integratie")
    expect(band.get_by_role("link", name="Lokale partnerschappen voor vroege integratie")).to_be_visible()
    expect(band).to_contain_text("Lees de oproep, en dien in voor de laatste dag.")
    page.get_by_role("link", name=re.compile("^Fondsen combineren: het ene")).click()
    expect(page.get_by_role("heading", name="Eerste fase: AMIF")).to_be_visible()


def test_a_clerk_finds_money_from_a_measure_and_keeps_the_answers(
    example_site, new_context, sign_in, complaints, faults_in_every_look
):
    clerk = User.objects.get(email="clerk.gent@example.org")
    measure = Measure.objects.filter(organisation=clerk.organisation, publication="draft").first()
    page = sign_in(new_context(locale="nl-BE").new_page(), clerk)
    page.goto(f"/admin/domains/measure/{measure.pk}/change/")
    page.get_by_role("link", name="Welk fonds betaalt?").click()
    expect(page.get_by_label("Waar gebeurt het?")).to_have_value("44021")
    page.get_by_role("link", name="toeleiding naar werk").click()
    expect(page.get_by_role("heading", level=3, name=re.compile(r"^ESF\+"))).to_be_visible()
    assert faults_in_every_look(page) == []

    page.get_by_role("button", name="Deze antwoorden bij de maatregel bewaren").click()

    expect(page.get_by_text("De antwoorden zijn bewaard bij de maatregel.")).to_be_visible()
    expect(page.get_by_label("Wat doet u?")).to_have_value("job_placement")
    assert complaints == []
