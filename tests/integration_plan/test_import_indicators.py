"""An operator imports a file of Eurostat."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from domains.models import IndicatorValue
from tests.factories import IndicatorFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[1] / "eurostat"


@pytest.fixture
def import_indicators(tmp_path):
    """Return a function that imports a file, and returns what the command says."""

    def imported(content, *options, name="lfsa_ergan.tsv"):
        path = tmp_path / name
        path.write_text(content)
        output = StringIO()
        try:
            call_command("import_indicators", path, *options, stdout=output)
        except CommandError as error:
            return f"{output.getvalue()}{error}".splitlines()
        return output.getvalue().splitlines()

    return imported


@pytest.fixture
def employment_rate():
    TerritoryFactory(code="BE", level="country")
    return IndicatorFactory(by_citizenship="lfsa_ergan")


def tsv(*rows):
    return "\n".join(["unit,age,citizen,geo\\TIME_PERIOD\t2023 \t2024 ", *rows])


def test_the_command_says_what_it_read_stored_and_left_out_and_why(import_indicators, employment_rate):
    content = tsv(
        "PC,Y15-64,FOR,BE\t60.5 \t61.0 ",
        "PC,Y15-64,NAT,BE\t: \t: u",
        "PC,Y20-64,FOR,BE\t65 \t66 ",
        "PC,Y15-64,FOR,CH\t70 \t71 ",
    )
    left_out = [
        "  left out, a place this site does not know: 2: CH (2)",
        "  left out, another slice: 2: age is Y20-64 (2)",
        "  left out, the source has no value: 2",
    ]
    assert import_indicators(content) == [
        "values of indicators: 8 read, 2 created, 0 changed, 0 unchanged, 6 left out, 0 refused",
        *left_out,
    ]
    assert import_indicators(content)[0] == (
        "values of indicators: 8 read, 0 created, 0 changed, 2 unchanged, 6 left out, 0 refused"
    )
    assert import_indicators(tsv("PC,Y15-64,FOR,BE\t: \t61.5 ")) == [
        "values of indicators: 2 read, 0 created, 1 changed, 0 unchanged, 1 left out, 0 refused",
        "  left out, the source has no value: 1",
        "  removed, since the source has no value any more: 1",
    ]


def test_reasons_are_summed_up_when_there_are_many(import_indicators, employment_rate):
    said = import_indicators(tsv(*[f"PC,Y15-64,FOR,X{number}\t1 \t: " for number in range(10)]))
    assert said[1].startswith("  left out, a place this site does not know: 20: X0 (2), ")
    assert said[1].endswith(", 2 more")


def test_a_file_of_which_nothing_is_shown_is_told_so(import_indicators, employment_rate):
    said = import_indicators(tsv("PC,Y15-64,FOR,BE\t1 \t2 "), name="lfsa_pganws.tsv")
    assert said[1:] == [
        "  left out, no indicator reads this dataset: 2: lfsa_pganws (2)",
        "Nothing of this file is shown on the site.",
    ]


def test_the_dataset_of_a_file_with_another_name_can_be_given(import_indicators, employment_rate):
    content = tsv("PC,Y15-64,FOR,BE\t60.5 \t61.0 ")
    assert "0 created" in import_indicators(content, name="download.tsv")[0]
    assert "2 created" in import_indicators(content, "--dataset", "LFSA_ERGAN", name="download.tsv")[0]


def test_what_cannot_be_read_is_in_a_file_with_line_and_reason_and_the_rest_is_stored(
    import_indicators, employment_rate, tmp_path
):
    said = import_indicators(tsv("PC,Y15-64,FOR,BE\t60.5 \tlots "))
    path = tmp_path / "lfsa_ergan-refused.csv"
    assert said == [
        "values of indicators: 2 read, 1 created, 0 changed, 0 unchanged, 1 refused",
        f"Refused: 1; the others are stored. {path} says which, and why.",
    ]
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file, delimiter=";")) == [
            {"line": "2", "reason": "'lots' is not a number", "text": "lots"}
        ]
    assert IndicatorValue.objects.get().period == "2023"


def test_a_file_that_is_something_else_stores_nothing(import_indicators, tmp_path):
    assert import_indicators("<html>")[0].startswith("Nothing is stored. lfsa_ergan.tsv: this is not a file of Euro")
    with pytest.raises(CommandError, match=r"Nothing is stored\. none\.csv: .*No such file"):
        call_command("import_indicators", tmp_path / "none.csv")


def test_a_long_import_shows_how_far_it_is_and_takes_few_queries(import_indicators, employment_rate):
    periods = [f"{year}-{month:02d}" for year in range(1990, 2024) for month in range(1, 13)]
    head = "unit,age,citizen,geo\\TIME_PERIOD\t" + "\t".join(periods)
    rows = [f"PC,Y15-64,{group},{geo}\t" + "\t".join(["1.5"] * 408) for geo in ("BE", "X") for group in ("FOR", "NAT")]
    with CaptureQueriesContext(connection) as queries:
        said = import_indicators("\n".join([head, *rows, *[row.replace("FOR", "Y") for row in rows] * 6]))
    assert said[0] == "10,000 values"
    assert IndicatorValue.objects.count() == 816
    assert len(queries) < 20


REAL = {  # read, kept
    "demo_poppcctb_sdmxcsv_labels.csv": (1269, 0),
    "edat_lfs_9911_sdmxcsv_codes+labels.csv": (1023, 283),
    "hlth_silc_24_sdmxcsv_labels.csv": (15246, 1020),
    "lfsa_ergan_sdmxcsv_codes+labels.csv": (7983, 6361),
    "lfsa_pganws_sdmxcsv_codes+labels.csv": (3258, 0),
    "migr_asytpsm_sdmxcsv_codes+labels.csv": (1136, 984),
    "derived/lfsa_ergan.jsonstat.json": (9720, 6361),
    "derived/lfsa_ergan.tsv": (9540, 6361),
    "derived/lfsa_ergan_BE.jsonstat.json": (270, 270),
    "derived/lfsa_ergan_sdmxcsv_codes_only.csv": (7983, 6361),
}


def test_every_real_file_is_imported_and_every_value_of_it_is_accounted_for(shared_data):
    call_command("load_reference", stdout=StringIO())
    stored = 0
    for name, (read, kept) in REAL.items():
        output = StringIO()
        call_command("import_indicators", shared_data / "real/eurostat" / name, stdout=output)
        [line] = [line for line in output.getvalue().splitlines() if line.startswith("values of indicators")]
        numbers = [int(word.replace(",", "")) for word in line.split() if word[0].isdigit()]
        assert numbers[0] == sum(numbers[1:]) == read, name
        created, changed, unchanged, *_left_out, refused = numbers[1:]
        assert (created + unchanged, changed, refused) == (kept, 0, 0), name
        stored += created
    assert IndicatorValue.objects.count() == stored == 8648
