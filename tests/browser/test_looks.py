"""How pages look elsewhere: in an organisation's colours, on another site, on paper, and in the colours of a reader."""

import io
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from threading import Thread

import pypdf
import pytest
from django.conf import settings
from playwright.sync_api import expect

from partnerships.models import Organisation
from tests.factories import LogoFactory


@pytest.fixture
def branded(example_site):
    """Give the city of Gent a colour that is hard on a designer, and a logo."""
    gent = Organisation.objects.get(slug="gent")
    LogoFactory(organisation=gent)

    def wear(colour):
        gent.colour = colour
        gent.save()

    return wear


@pytest.mark.parametrize("colour", ["#ffed00", "#009de0", "#111111"])
def test_pages_in_any_brand_colour_have_no_accessibility_fault(colour, branded, page, faults_in_every_look):
    branded(colour)
    for address in ("/nl/organisations/gent/", "/nl/measures/demo-44021-01/"):
        page.goto(address)
        expect(page.locator(".band img")).to_have_js_property("complete", True)
        assert page.locator(".band img").evaluate("picture => picture.naturalWidth") == 200
        assert faults_in_every_look(page) == []


@pytest.fixture
def other_site(tmp_path):
    """Serve a folder as another site does; its address is another origin."""
    with HTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_card_shows_on_another_site_and_a_page_does_not(example_site, new_context, tmp_path, other_site, complaints):
    frames = "".join(
        f'<iframe src="{example_site.url}/nl/{path}domains/housing/" title="t" width="400" height="400"></iframe>'
        for path in ("embed/", "")
    )
    icon = '<link rel="icon" href="data:,">'
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html><title>Other</title>{icon}{frames}")
    page = new_context().new_page()
    page.goto(other_site)

    card, refused = page.frame_locator("iframe").nth(0), page.frame_locator("iframe").nth(1)
    expect(card.get_by_role("heading", level=1)).to_have_text("Huisvesting")
    expect(refused.get_by_role("heading", level=1)).to_have_count(0)
    assert not page.context.cookies()
    card.get_by_role("link", name="Huisvesting").click()
    expect(page).to_have_url(f"{example_site.url}/nl/domains/housing/")
    assert len([complaint for complaint in complaints if "frame-ancestors" in complaint]) == 1
    complaints.clear()


def test_a_page_on_paper_shows_what_is_folded_away_and_leaves_out_what_paper_cannot_do(example_site, page):
    page.goto("/nl/domains/housing/")
    assert not page.get_by_role("columnheader", name="stopgezet").is_visible()
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(sheet.extract_text() for sheet in paper.pages)

    assert "Aantal gepubliceerde maatregelen per status" in text
    assert f"{settings.SITE_URL}/nl/domains/housing/" in text
    for useless in ("Hoe is dit geteld", "<iframe", "Hoe we tellen", "Toon als tabel"):
        assert useless not in text
    assert {tuple(map(round, sheet.mediabox[2:])) for sheet in paper.pages} == {(595, 842)}


def test_bars_and_map_are_told_apart_in_the_colours_a_reader_chose(example_site, new_context):
    for scheme in ("light", "dark"):
        page = new_context(forced_colors="active", color_scheme=scheme).new_page()
        page.goto("/nl/")
        for kinds in (("rect.bar-done", "rect.bar-running", "rect.bar-planned"), [f".map-{step}" for step in range(4)]):
            looks = {
                page.locator(kind).first.evaluate("it => getComputedStyle(it).fill + getComputedStyle(it).fillOpacity")
                for kind in kinds
            }
            assert len(looks) == len(kinds)
        assert page.locator("rect.bar-planned").first.evaluate("it => getComputedStyle(it).strokeWidth") == "1px"


def test_nothing_moves_for_who_wants_no_motion(example_site, new_context):
    for wish, moves in (("reduce", False), ("no-preference", True)):
        page = new_context(reduced_motion=wish).new_page()
        page.goto("/nl/")
        duration = page.locator("main a").first.evaluate("it => getComputedStyle(it).transitionDuration")
        assert (duration != "0s") is moves
