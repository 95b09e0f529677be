"""Loads the reference facts about places and organisations."""

from pathlib import Path

from partnerships import records
from partnerships.models import Organisation, Territory

FOLDER = Path(__file__).parent / "reference"


def load(folder=FOLDER):
    """Load all places, then the organisations that work for them; return what was done per noun."""
    places = load_territories(folder / "territories.csv") + load_territories(folder / "former_municipalities.csv")
    return [places, load_organisations(folder / "organisations.csv")]


def load_territories(path):
    """Load places level by level, since a place names the one it lies in; then rebuild the paths."""
    rows = records.read_csv(path)
    outcomes = [
        records.load(
            Territory,
            [row for row in rows if row.get("level") == level],
            key=["code"],
            file=path.name,
            relations={"parent": "code"},
        )
        for level in Territory.Level.values
    ]
    outcome = sum(outcomes[1:], outcomes[0])
    if outcome.read != len(rows):
        unknown = next(row for row in rows if row.get("level") not in Territory.Level.values)
        raise records.UnusableFileError(path.name, unknown.get("code"), f"there is no level {unknown.get('level')}")
    Territory.objects.rebuild_paths()
    return outcome


def load_organisations(path):
    return records.load(
        Organisation, records.read_csv(path), key=["slug"], file=path.name, relations={"territory": "code"}
    )
