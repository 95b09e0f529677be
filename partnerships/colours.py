"""What a brand colour becomes on a page, with every contrast computed. Plain arithmetic.

A text on a ground needs 4.5, and one that has to stand out 7 (WCAG 2.2, 1.4.3 and 1.4.6). The colour itself is kept
where it is a ground; where it is a text, it is moved towards black or white, as little as the contrast asks.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

TEXT, STRONG = 4.5, 7.0
STEPS = 100
BLACK, WHITE = (0, 0, 0), (255, 255, 255)

Colour = tuple[int, int, int]


def read(written: str) -> Colour:
    """Return the parts of a colour that is written as #12405c."""
    return tuple(bytes.fromhex(written.removeprefix("#")))


def write(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


@lru_cache(1024)
def luminance(colour: Colour) -> float:
    """Return how much light a colour gives, from 0 to 1, as WCAG defines it."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """Return a colour with a share of another in it."""
    return tuple(round(part + (goal - part) * share) for part, goal in zip(colour, other, strict=True))


def text_on(ground: Colour) -> Colour:
    """Return black or white: whichever reads better. One of them always has a contrast of 4.5."""
    return max(BLACK, WHITE, key=lambda text: contrast(ground, text))


def readable(colour: Colour, grounds: Collection[Colour], least: float, towards: Colour) -> Colour:
    """Return the colour, moved towards black or white until it has at least this contrast on every ground."""

    def reads_well(step):
        tried = mixed(colour, towards, step / STEPS)
        return all(contrast(tried, ground) >= least for ground in grounds)

    return mixed(colour, towards, bisect_left(range(STEPS), True, key=reads_well) / STEPS)


@dataclass(frozen=True, slots=True)
class Look:
    """The grounds of the site's pages by day or by night, and where a text on them has to move to be read."""

    grounds: tuple[Colour, ...]
    towards: Colour


# The grounds of static/css/site.css: canvas, surface and sunken surface.
LIGHT = Look((read("#f5f4ef"), read("#ffffff"), read("#eceae2")), BLACK)
DARK = Look((read("#0f161c"), read("#182129"), read("#222d37")), WHITE)


def tokens(brand: Colour, look: Look) -> dict[str, Colour]:
    """Return the colours of a page in this brand: its band and buttons, the text on them, links and headings."""
    if look is LIGHT:
        band, text = brand, text_on(brand)
    else:  # a bright band would blind by night
        band, text = readable(brand, [WHITE], TEXT, BLACK), WHITE
    return {
        "brand": band,
        "brand-text": text,
        "brand-text-subtle": text,
        "brand-raised": mixed(band, WHITE if text == BLACK else BLACK, 0.2),
        "link": readable(brand, look.grounds, TEXT, look.towards),
        "heading": readable(brand, look.grounds, STRONG, look.towards),
    }


def fingerprint(written: str) -> str:
    """Return what tells one style sheet from another: it changes with the colour, and when this module does."""
    return hashlib.sha256(style_sheet(written).encode()).hexdigest()[:12]


@lru_cache(256)
def style_sheet(written: str) -> str:
    """Return the style sheet of pages in a brand colour."""

    def rule(look):
        colours = tokens(read(written), look)
        return ":root{" + "".join(f"--ip-color-{name}:{write(colour)};" for name, colour in colours.items()) + "}"

    return f"@layer tokens{{{rule(LIGHT)}@media (prefers-color-scheme:dark){{{rule(DARK)}}}}}"
