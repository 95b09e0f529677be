"""Loads the borders of places from a file of GeoJSON: which place a feature is, and what cannot be drawn.

The border is drawn once, here. What is not a place of this site, or is no area, is refused with its reason; the other
features are stored. Nothing is removed.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from partnerships import outlines
from partnerships.models import Boundary, Territory
from partnerships.outcome import Outcome

# What files call the code of a place, in small letters. The smallest kind of place stands first: a file of
# municipalities names the province of each as well.
CODE_NAMES = (
    *("gisco_id", "lau_id", "cd_munty_refnis", "niscode", "nis_code", "nis", "refnis", "ins", "cd_dstr_refnis"),
    *("cd_prov_refnis", "cd_rgn_refnis", "nuts_id", "nuts_code", "code"),
)
DEGREES = {"4326", "CRS84", "4258"}  # ETRS89 lies within a metre of WGS 84
SYSTEMS = {
    "31370": "Belgian Lambert 72",
    "3812": "Belgian Lambert 2008",
    "3035": "the European equal-area grid, ETRS89-LAEA",
    "3857": "Web Mercator",
}
# Where Belgium lies on each of them: west, south, east, north.
BELGIUM = {
    "31370": (0, 0, 310_000, 260_000),
    "3812": (490_000, 510_000, 810_000, 760_000),
    "3035": (3_750_000, 2_900_000, 4_100_000, 3_200_000),
    "3857": (270_000, 6_300_000, 720_000, 6_720_000),
}
SAID = ("path", "left", "top", "right", "bottom", "attribution", "source")
NEAR = 20.0  # pixels, a tenth of a degree: how far outside its border the point of a place may lie


class UnusableFileError(Exception):
    """Nothing of a file can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A feature that is not stored: which one of the file, what it calls itself, and why."""

    number: int
    code: str
    reason: str


def load(file: Path, attribution: str, show_progress: Callable[[int], None]) -> Outcome:
    """Store the borders of `file`; `attribution` says who made them, when the file itself does not."""
    collection = _read(file)
    credit = attribution or str(collection.get("attribution") or "")
    if not credit:
        raise UnusableFileError("Say who made these borders, as the licence asks: --attribution “© …”.")
    outcome = Outcome("boundaries")
    rings, places = {}, _Places()
    for number, feature in enumerate(collection["features"], start=1):
        outcome.read += 1
        show_progress(number)
        code = _code_of(feature)
        try:
            place = places.find(code)
            if place.code in rings:
                raise outlines.NoAreaError("this place stands twice; the first one counts")
            rings[place.code] = _rings_near(place, feature)
        except outlines.NoAreaError as error:
            outcome.refused.append(Refused(number, code, str(error)))
    _store(outlines.outlines(rings), places, {"attribution": credit[:300], "source": file.name[:200]}, outcome)
    return outcome


def _read(file: Path) -> dict:
    try:
        collection = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise UnusableFileError(f"This is no GeoJSON: {error}.") from error
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise UnusableFileError("This is no GeoJSON with a list of features (FeatureCollection).")
    if not collection["features"]:
        raise UnusableFileError("There is no feature in it.")
    if system := _other_system(collection):
        name = f"EPSG:{system} ({SYSTEMS[system]})" if system in SYSTEMS else system
        raise UnusableFileError(
            f"Its coordinates are in {name}; this site reads longitude and latitude (WGS 84, EPSG:4326). "
            "Convert it first: ogr2ogr -t_srs EPSG:4326 NEW.geojson OLD.geojson"
        )
    return collection


def _other_system(collection: dict) -> str | None:
    """Return the coordinate system that a file names, or that its first point gives away, unless it is degrees."""
    named = re.findall(r"CRS84|\d{4,6}", str(collection.get("crs") or ""))
    if named:
        return None if named[-1] in DEGREES else named[-1]
    x, y = _first_point(collection["features"])
    if abs(x) <= 180 and abs(y) <= 90:
        return None
    fits = (code for code, (west, south, east, north) in BELGIUM.items() if west <= x <= east and south <= y <= north)
    return next(fits, "metres, in a system that the file does not name")


def _first_point(features: list) -> tuple[float, float]:
    """Return the first point of the first feature that has one; whether it makes sense is for others to say."""
    for feature in features:
        found = (feature.get("geometry") or {}).get("coordinates") if isinstance(feature, dict) else None
        while isinstance(found, list) and found and isinstance(found[0], list):
            found = found[0]
        if isinstance(found, list) and len(found) > 1 and all(isinstance(number, int | float) for number in found):
            return found[0], found[1]
    return 0.0, 0.0


def _code_of(feature) -> str:
    """Return what a feature calls its place: the first of the names we know, or else its own id."""
    if not isinstance(feature, dict):
        return ""
    named = {str(name).lower(): value for name, value in (feature.get("properties") or {}).items()}
    values = (named.get(name) for name in (*CODE_NAMES, "id"))
    value = next((value for value in values if value not in (None, "")), feature.get("id"))
    return "" if value is None else str(value).strip()


class _Places:
    """The places of this site, by any of their codes."""

    def __init__(self):
        self.by_code = {}
        for place in Territory.objects.only("code", "national_code", "latitude", "longitude"):
            self.by_code.setdefault(place.national_code, place)
            self.by_code[place.code] = place

    def find(self, code: str) -> Territory:
        bare = re.sub(r"^[A-Z]{2}_", "", code)  # GISCO writes BE_11001
        for spelling in (code, bare, bare.zfill(5)):  # a table keeps 04000 as a number
            if spelling and spelling in self.by_code:
                return self.by_code[spelling]
        raise outlines.NoAreaError("this site knows no place with this code" if code else "it names no place")


def _rings_near(place: Territory, feature: dict) -> list[outlines.Ring]:
    """Return the rings of a feature; refuse them when they lie elsewhere than the place does."""
    rings = outlines.rings_of(feature.get("geometry"))
    if place.latitude is not None:
        x, y = outlines.project(float(place.longitude), float(place.latitude))
        across, down = zip(*(point for ring in rings for point in ring), strict=True)
        margin = 10 * NEAR
        inside = min(across) - margin <= x <= max(across) + margin and min(down) - margin <= y <= max(down) + margin
        if not inside:
            where = f"{place.latitude} north, {place.longitude} east"
            raise outlines.NoAreaError(f"it lies far from the place itself ({where}): is the latitude written first?")
    return rings


def _store(drawn: dict[str, outlines.Outline], places: _Places, origin: dict, outcome: Outcome) -> None:
    """Write what differs from what is stored."""
    wanted = [
        Boundary(
            territory=places.by_code[code],
            **{name: getattr(outline, name) for name in ("path", "left", "top", "right", "bottom")},
            **origin,
        )
        for code, outline in drawn.items()
    ]
    territories = [boundary.territory_id for boundary in wanted]
    stored = {row[0]: row[1:] for row in Boundary.objects.filter(pk__in=territories).values_list("pk", *SAID)}
    written = []
    for boundary in wanted:
        before, now = stored.get(boundary.pk), tuple(getattr(boundary, name) for name in SAID)
        outcome.count(before, now)
        if before != now:
            written.append(boundary)
    Boundary.objects.bulk_create(
        written, batch_size=200, update_conflicts=True, unique_fields=["territory"], update_fields=SAID
    )
