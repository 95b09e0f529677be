"""What becomes of the values of a file: kept, left out or refused, and counted."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domains import eurostat, mirror
from domains.eurostat import Observation, Refused
from domains.models import IndicatorValue
from tests.factories import IndicatorFactory, IndicatorValueFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[1] / "eurostat"
FORMS = ["codes_and_labels.csv", "labels_only.csv", "codes_only.csv", "estat_lfsa_ergan.tsv", "cube.json"]
CODES = {"freq": "A", "unit": "PC", "sex": "T", "age": "Y15-64", "citizen": "FOR", "geo": "BE"}


@pytest.fixture(autouse=True)
def employment_rate():
    TerritoryFactory(code="BE", level="country")
    TerritoryFactory(code="EU27", level="eu")
    return IndicatorFactory(slug="employment-rate", by_birth="lfsa_ergacob", by_citizenship="lfsa_ergan")


def said(period="2024", value="61.0", flags="", dataset="lfsa_ergan", updated_on=None, line=2, **codes):
    """Return what a file says of foreign citizens in Belgium, or of what `codes` name instead."""
    about = {name: code for name, code in (CODES | codes).items() if code}
    return Observation(line, dataset, about, period, value and Decimal(value), flags, updated_on)


def take(*values):
    return mirror.Mirror().take(values)


def counts(outcome):
    assert outcome.read == outcome.stored + outcome.left_out.total() + len(outcome.refused)
    return (outcome.created, outcome.changed, outcome.unchanged, outcome.removed)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_file_stores_the_same_and_twice_changes_nothing(name):
    outcome = take(*eurostat.read(FILES / name))
    assert counts(outcome) == (15, 0, 0, 0)
    assert set(IndicatorValue.objects.values_list("by", "sex", "dataset")) == {("citizenship", "T", "lfsa_ergan")}
    stored = IndicatorValue.objects.values_list("territory__code", "group", "period", "value", "flags")
    assert len(stored) == 15
    assert {("BE", "foreign", "2021", Decimal("59.0"), "b"), ("EU27", "foreign", "2022", 0, "")} <= set(stored)

    for other in FORMS:
        assert counts(take(*eurostat.read(FILES / other))) == (0, 0, 15, 0)


def test_a_value_is_stored_once_and_follows_its_source():
    assert counts(take(said(), said(citizen="NAT"), said("2023"))) == (3, 0, 0, 0)
    assert counts(take(said(value="61.2", flags="p"), said(citizen="NAT"))) == (0, 1, 1, 0)
    assert list(IndicatorValue.objects.filter(group="foreign").values_list("period", "value", "flags")) == [
        ("2023", Decimal("61.000"), ""),
        ("2024", Decimal("61.200"), "p"),
    ]


def test_a_value_the_source_took_back_is_removed_and_never_becomes_nought():
    take(said(), said("2023"))
    outcome = take(said(value=None, flags="c"), said("2022", value=None))
    assert counts(outcome) == (0, 0, 0, 1)
    assert outcome.left_out == {("the source has no value", ""): 2}
    assert [value.period for value in IndicatorValue.objects.all()] == ["2023"]
    take(said("2023"), said("2023", value=None))
    assert IndicatorValue.objects.exists()


def test_the_day_of_the_last_update_is_kept_until_the_value_changes():
    def day():
        return IndicatorValue.objects.get().updated_on

    take(said(updated_on=date(2025, 4, 24)))
    take(said())
    assert day() == date(2025, 4, 24)
    assert counts(take(said(updated_on=date(2025, 9, 11)))) == (0, 0, 1, 0)
    assert day() == date(2025, 9, 11)
    take(said(value="61.5"))
    assert day() is None


@pytest.mark.parametrize(
    ("differs", "reason"),
    [
        ({"dataset": "lfsa_pganws"}, ("no indicator reads this dataset", "lfsa_pganws")),
        ({"age": "Y20-64"}, ("another slice", "age is Y20-64")),
        ({"age": ""}, ("another slice", "no age in the file")),
        (
            {"wstatus": "EMP"},
            ("another slice", "wstatus is EMP, and the indicator does not say which wstatus it reads"),
        ),
        ({"citizen": "EU28_FOR"}, ("another slice", "citizen is EU28_FOR")),
        ({"citizen": ""}, ("another slice", "no citizen in the file")),
        ({"sex": "UNK"}, ("another slice", "sex is UNK")),
        ({"geo": "CH"}, ("a place this site does not know", "CH")),
        ({"geo": ""}, ("a place this site does not know", "")),
        ({"value": None}, ("the source has no value", "")),
    ],
)
def test_what_is_not_for_this_site_is_left_out_and_counted_by_reason(differs, reason):
    outcome = take(said(**differs), said("2023"))
    assert counts(outcome) == (1, 0, 0, 0)
    assert outcome.left_out == {reason: 1}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Refused(7, "'x' is not a number", "BE,x"), "'x' is not a number"),
        (said(value="10000000000000"), "10000000000000 does not fit: 13 digits and 3 decimals at most"),
        (said(value="0.0001"), "0.0001 does not fit: 13 digits and 3 decimals at most"),
        (said("2023", value="5", line=9), "this value stands at 2 already"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_the_rest_is_kept(value, reason):
    outcome = take(said("2023"), value)
    assert counts(outcome) == (1, 0, 0, 0)
    assert [refused.reason for refused in outcome.refused] == [reason]
    assert IndicatorValue.objects.get().value == 61


def test_men_and_women_are_stored_beside_all_and_a_file_without_sex_is_about_all():
    take(said(sex="M"), said(sex="F"), said(sex=""))
    assert set(IndicatorValue.objects.values_list("sex", flat=True)) == {"M", "F", "T"}


def test_the_dataset_says_how_people_are_grouped(employment_rate):
    take(said(dataset="lfsa_ergacob", citizen="", c_birth="NEU27_2020_FOR"))
    value = IndicatorValue.objects.get()
    assert (value.indicator, value.by, value.group) == (employment_rate, "birth", "non_eu")


def test_two_indicators_can_read_slices_of_one_dataset():
    other = IndicatorFactory(by_citizenship="lfsa_ergan", selection={"age": "Y20-64", "unit": "PC"})
    take(said(), said(age="Y20-64", value="65.0"))
    assert other.values.get().value == 65
    assert take(said(age="Y_GE15")).left_out.total() == 1


def test_an_indicator_of_one_nationality_reads_that_one_only():
    IndicatorFactory(by_citizenship="migr_asytpsm", selection={"citizen": "UA"}, unit="PER", comparison="none")
    about = {"dataset": "migr_asytpsm", "age": "", "unit": ""}
    outcome = take(said("2024-03", "87770", citizen="UA", **about), said("2024-03", "9", citizen="TOTAL", **about))
    assert outcome.left_out == {("another slice", "citizen is TOTAL"): 1}
    assert IndicatorValue.objects.get().group == "foreign"


def test_values_of_other_indicators_stay():
    other = IndicatorValueFactory()
    take(said(), said("2023", value=None))
    assert IndicatorValue.objects.filter(pk=other.pk).exists()
