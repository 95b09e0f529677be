"""A brand colour keeps its character, and everything on a page stays easy to read."""

import random
import re

import pytest
from django.conf import settings

from partnerships import colours
from partnerships.colours import DARK, LIGHT, contrast, read

CHANCE = random.Random(2027)  # noqa: S311 nothing secret
COLOURS = [
    *(tuple(CHANCE.randrange(256) for _part in range(3)) for _colour in range(3000)),
    *((level, level, level) for level in range(256)),
    *(tuple(255 * (corner >> place & 1) for place in range(3)) for corner in range(8)),
]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_in_any_brand_colour_is_easy_to_read(look):
    for brand in COLOURS:
        tokens = colours.tokens(brand, look)
        for ground in ("brand", "brand-raised"):
            assert contrast(tokens[ground], tokens["brand-text"]) >= 4.5, brand
            assert contrast(tokens[ground], tokens["brand-text-subtle"]) >= 4.5, brand
        for ground in look.grounds:
            assert contrast(tokens["link"], ground) >= 4.5, brand
            assert contrast(tokens["heading"], ground) >= 7, brand


def test_a_colour_that_reads_well_stays_as_it_is_and_a_light_one_becomes_a_ground():
    dark, light = (colours.tokens(read(brand), LIGHT) for brand in ("#12405c", "#ffed00"))
    assert {dark["brand"], dark["link"], dark["heading"]} == {read("#12405c")}
    assert (dark["brand-text"], light["brand-text"]) == (colours.WHITE, colours.BLACK)
    assert light["brand"] == read("#ffed00") != light["link"]


def test_contrasts_are_those_of_the_guidelines():
    assert contrast(colours.BLACK, colours.WHITE) == pytest.approx(21)
    assert contrast(read("#767676"), colours.WHITE) == pytest.approx(4.54, abs=0.01)
    assert contrast(read("#777777"), colours.WHITE) == pytest.approx(4.48, abs=0.01)


def test_the_grounds_that_are_counted_with_are_those_of_the_site():
    style = (settings.BASE_DIR / "static/css/site.css").read_text()
    by_day, by_night = style.split("prefers-color-scheme: dark", 1)
    for look, part in ((LIGHT, by_day), (DARK, by_night)):
        for name, ground in zip(["canvas", "surface", "surface-sunken"], look.grounds, strict=True):
            (written,) = re.findall(rf"--ip-color-{name}: (#\w+);", part)[:1]
            assert read(written if len(written) == 7 else f"#{written[1:] * 2}") == ground


def test_a_style_sheet_says_both_looks_and_its_fingerprint_is_of_the_colour_however_it_is_written():
    sheet = colours.style_sheet("#e2001a")
    assert "--ip-color-brand:#e2001a;" in sheet
    assert sheet.count(":root{") == 2
    assert colours.fingerprint("#E2001A") == colours.fingerprint("e2001a") != colours.fingerprint("#e2001b")
