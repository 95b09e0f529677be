"""How long the finder takes over every profile there is: `python -m benchmarks.finder`, without a database.

The rules are those of the project. A profile answers each question with fixed answers once, but for the countryside.
"""

import itertools
import sys
import time
from pathlib import Path

import yaml

from funding.matching import Answers, Band, Effect, Law, Programme, Rule, match
from funding.questions import QUESTIONS

REFERENCE = Path(__file__).parent.parent / "funding" / "reference"


def read(name, part):
    return yaml.safe_load((REFERENCE / name).read_text())[part]


def law_of_files():
    """Return the law as the project brings it, without a database."""
    rules = [
        Rule(
            fund=rule["fund"],
            slug=rule["slug"],
            effect=Effect(rule["effect"]),
            conditions={question: frozenset(rule[question]) for question in QUESTIONS if question in rule},
            ends_after=rule.get("ends_after"),
        )
        for rule in read("rules.yaml", "rules")
    ]
    programmes = [
        Programme(programme["fund"], programme["territory"], programme["covers_integration"])
        for programme in read("law.yaml", "programmes")
    ]
    return Law(tuple(fund["slug"] for fund in read("funds.yaml", "funds")), tuple(rules), tuple(programmes))


def profiles():
    """Yield the answers of every profile."""
    asked = {question: of.choices for question, of in QUESTIONS.items() if question != "setting"}
    for said in itertools.product(*asked.values()):
        yield Answers({question: frozenset([value]) for question, (value, _label) in zip(asked, said, strict=True)})


def main():
    law, number, without = law_of_files(), 0, 0
    start = time.perf_counter()
    for answers in profiles():
        found = match(answers, law)
        number += 1
        without += not any(one.is_positive for one in found)
        if any((one.band == Band.EXCLUDED) != bool(one.blockers) for one in found):
            sys.exit(f"{answers} is excluded without a rule")
    seconds = time.perf_counter() - start
    print(f"{number} profiles in {seconds:.1f} s: {1e6 * seconds / number:.0f} microseconds each")
    print(f"{100 * without / number:.1f} % have no fund")


if __name__ == "__main__":
    main()
