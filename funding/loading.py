"""Loads the reference facts about funds, and what the law and programmes say of money."""

from pathlib import Path

from funding.models import (
    CofinancingRate,
    CommonIndicator,
    Fund,
    FundFact,
    FundRule,
    Obligation,
    Programme,
    RegionCategory,
)
from partnerships import records

FOLDER = Path(__file__).parent / "reference"
SLUG = ["slug"]
# The file, the list in it, the noun, its key, and how relations are named.
LAW = [
    ("rules.yaml", "rules", FundRule, SLUG, {"fund": "slug"}),
    ("law.yaml", "programmes", Programme, SLUG, {"fund": "slug", "territory": "code"}),
    ("law.yaml", "categories", RegionCategory, ["territory", "valid_from"], {"territory": "code"}),
    ("law.yaml", "rates", CofinancingRate, SLUG, {"fund": "slug"}),
    ("law.yaml", "obligations", Obligation, SLUG, {"funds": "slug"}),
    ("common_indicators.yaml", "indicators", CommonIndicator, SLUG, {"fund": "slug"}),
]


def load(folder=FOLDER):
    """Load the funds, what their law says, and the dated facts about money; return what was done per noun."""
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
        *load_law(folder),
    ]


def load_law(folder=FOLDER):
    """Load rules, programmes, categories of regions, rates, duties and indicators, as listed in `LAW`."""
    for name, part, noun, key, relations in LAW:
        with records.complete(folder / name):
            facts = [records.flat(fact) for fact in records.read_yaml(folder / name)[part]]
        yield records.load(noun, facts, key=key, file=name, relations=relations)


def _facts(fund):
    """Yield the facts about a fund, numbered in the order of the file; they share its provenance unless they say so."""
    shared = records.provenance(fund)
    for position, fact in enumerate(fund["facts"], start=1):
        yield {"fund": fund["slug"], "position": position, **shared, **fact}
