"""Loads the reference facts about funds."""

from pathlib import Path

from funding.models import Fund, FundFact
from partnerships import records

FOLDER = Path(__file__).parent / "reference"


def load(folder=FOLDER):
    """Load the funds and what their law says; return what was done per noun."""
    path = folder / "funds.yaml"
    with records.complete(path):
        funds = records.read_yaml(path)["funds"]
        facts = [records.flat(fact) for fund in funds for fact in _facts(fund)]
    return [
        records.load(
            Fund,
            [records.flat(records.without(fund, "facts")) for fund in funds],
            key=["slug"],
            file=path.name,
            relations={"domains": "slug"},
        ),
        records.load(
            FundFact,
            facts,
            key=["fund", "slug"],
            file=path.name,
            relations={"fund": "slug", "objectives": "code"},
        ),
    ]


def _facts(fund):
    """Yield the facts about a fund, numbered in the order of the file; they share its provenance unless they say so."""
    shared = records.provenance(fund)
    for position, fact in enumerate(fund["facts"], start=1):
        yield {"fund": fund["slug"], "position": position, **shared, **fact}
