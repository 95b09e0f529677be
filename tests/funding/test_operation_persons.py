"""Natural persons are recognised, and leave no trace of their name."""
# ruff: noqa: RUF001 letters of other alphabets are what this is about

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.operations.persons import FIRST_NAMES, kind_of, tells_name, without_addresses


@pytest.mark.parametrize(
    "name",
    [
        "Jens Fröhlich", "Dr. Katja Daub", "Jütten, Hans", "HR-Context, Inh. Tamara Strüver",
        "Apotheker Wolfgang Link e. K.",
        "POLCOM JANUSZ MARKIEWICZ", "KATARINA KOVAČIČ S.P.", "ЕТ Иван Петров", "Kozmetički obrt, vl. Ana Horvat",
        "osoba fizyczna", "natuurlijke persoon", "Frau Müller", "Reinhold HemesathUta Simon", "Una Klose",
        "Geanonimiseerd", "M.C. EDUCATION MIROSŁAWA CEGLARSKA",
    ],
)  # fmt: skip
def test_a_natural_person_is_recognised(name):
    assert kind_of(name) == "person"


@pytest.mark.parametrize(
    "name",
    [
        "Stad Gent", "Gemeente Hamme", "De Panne", "VSO Almere", "Martin Peters Sprachentraining GmbH", "GMINA ŁÓDŹ",
        "ΔΗΜΟΣ ΑΘΗΝΑΙΩΝ", "ОБЩИНА СЕПТЕМВРИ", "Obec Milín", "Universität Leipzig", "Commune d'Anderlecht", "Solas",
        "Tim kabel, društvo s ograničenom odgovornošću, obrt", "Stichting Jan van Es",
        "CARTEX d.o.o.", "UAB \"Linomeda\"",
    ],
)  # fmt: skip
def test_an_organisation_is_not_taken_for_one(name):
    assert kind_of(name) == "organisation"


@pytest.mark.parametrize("name", ["ExistenzgründerInnen/ 800 Personen", "diverse", "12 deelnemers"])
def test_a_group_is_nobody(name):
    assert kind_of(name) == "group"


@settings(max_examples=50)
@given(st.sampled_from(sorted(FIRST_NAMES)), st.sampled_from(["kirchner", "stadtmann", "xyzzy", "schulze", "kreisel"]))
def test_who_has_a_first_name_is_a_person_in_any_order_and_whatever_the_last_name_is_made_of(first, last):
    for name in (
        f"{first.title()} {last.title()}",
        f"{last.upper()} {first.upper()}",
        f"{last.title()}, {first.title()}",
    ):
        assert kind_of(name) == "person"


def test_texts_lose_names_and_addresses():
    assert without_addresses("Vraag Frau Anna Weber, anna@weber.de") == "Vraag Frau […], […]"
    assert tells_name("Existenzgründung Weber", "Anna Weber")
    assert not tells_name("Existenzgründung", "Anna Weber")
