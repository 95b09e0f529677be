"""Files of Eurostat, in each form they come in. The numbers in `tests/eurostat/` are invented, their quirks are not."""

import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains import eurostat
from domains.eurostat import Observation, Refused

FILES = Path(__file__).parents[1] / "eurostat"
FORMS = ["codes_and_labels.csv", "labels_only.csv", "codes_only.csv", "estat_lfsa_ergan.tsv", "cube.json"]
# By group and place, what stands for 2020, 2021, 2022 and 2023.
SAID = {
    ("FOR", "BE"): [("58.2", ""), ("59.0", "b"), ("60.1", ""), ("61.5", "")],
    ("NAT", "BE"): [("66.0", ""), ("66.3", "b"), ("67.0", "p"), ("67.5", "p")],
    ("FOR", "EU27_2020"): [("60.0", ""), ("61.0", ""), ("0", ""), ("62.0", "e")],
    ("NAT", "EU27_2020"): [("70.0", ""), ("71.0", ""), (None, ""), ("72.0", "e")],
    ("FOR", "CH"): [("76.1", ""), ("77.2", ""), ("77.9", ""), ("78.3", "")],
    ("NAT", "CH"): [(None, ""), (None, "u"), ("80.4", "bu"), ("81.0", "")],
}
CUBE = json.loads((FILES / "cube.json").read_text())
HEADER = "DATAFLOW,freq,unit,citizen,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"


@pytest.fixture
def read(tmp_path):
    """Return a function that reads what a file would hold."""

    def read_file(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(eurostat.read(path))

    return read_file


def table(*rows):
    return "\n".join([HEADER, *rows])


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_file_says_the_same(name):
    found = list(eurostat.read(FILES / name))

    assert len(found) == 24
    assert {(each.dataset, each.codes["age"], each.codes["unit"], each.codes["sex"]) for each in found} == {
        ("lfsa_ergan", "Y15-64", "PC", "T")
    }
    said = {}
    for each in found:
        place = each.codes["geo"].replace("Switzerland", "CH")
        said.setdefault((each.codes["citizen"], place), {})[each.period] = (each.value, each.flags)
    years = ["2020", "2021", "2022", "2023"]
    assert said == {
        key: {year: (value and Decimal(value), flags) for year, (value, flags) in zip(years, values, strict=True)}
        for key, values in SAID.items()
    }


def test_a_value_that_is_missing_is_not_nought_and_nought_is_not_missing():
    values = [each.value for each in eurostat.read(FILES / "estat_lfsa_ergan.tsv")]
    assert values.count(None) == 3
    assert values.count(0) == 1


@pytest.mark.parametrize(
    ("name", "day"),
    [("labels_only.csv", date(2025, 4, 24)), ("cube.json", date(2025, 4, 24)), ("codes_only.csv", None)],
)
def test_a_file_says_when_the_source_changed_it_last_if_it_does(name, day):
    assert {each.updated_on for each in eurostat.read(FILES / name)} == {day}


def test_a_date_in_another_notation_is_not_known():
    assert eurostat.day_of("24 April 2025") is None


def test_a_label_that_no_indicator_needs_stays_as_it_is(read):
    (value,) = read(table("ESTAT:X(1.0),Annual,Percentage,Mars,Belgium,2024,1,"))
    assert value.codes == {"freq": "A", "unit": "PC", "citizen": "Mars", "geo": "BE"}


def test_a_packed_file_is_unpacked(read):
    packed = gzip.compress((FILES / "estat_lfsa_ergan.tsv").read_bytes())
    assert len(read(packed, "estat_lfsa_ergan.tsv.gz")) == 24
    with pytest.raises(eurostat.UnusableFileError):
        read(packed[:-20], "estat_lfsa_ergan.tsv.gz")


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("estat_lfsa_ergan.tsv.gz", "lfsa_ergan"),
        ("LFSA_ERGAN.tsv", "lfsa_ergan"),
        ("lfsa_ergan_linear.csv", "lfsa_ergan"),
        ("estat_ilc_peps06n_en.csv", "ilc_peps06n"),
        ("hlth_silc_24_tabular (1).tsv", "hlth_silc_24"),
        ("(1).tsv", ""),
    ],
)
def test_the_dataset_is_in_the_name_that_eurostat_gives_a_file(name, dataset):
    assert eurostat.dataset_in_name(name) == dataset


def test_years_and_months_are_read_in_both_notations(read):
    rows = [f"ESTAT:X(1.0),A,PC,FOR,BE,{period},1," for period in ("2024", "2024-03", "2024M03")]
    assert [value.period for value in read(table(*rows))] == ["2024", "2024-03", "2024-03"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ESTAT:X(1.0),A,PC,FOR,BE,2024,lots,", "'lots' is not a number"),
        ("ESTAT:X(1.0),A,PC,FOR,BE,2024,1_000,", "'1_000' is not a number"),
        ("ESTAT:X(1.0),A,PC,FOR,BE,2024-Q1,1,", "'2024-Q1' is not a year or a month"),
        ("ESTAT:X(1.0),A,PC,FOR,BE,2024-13,1,", "'2024-13' is not a year or a month"),
        ("ESTAT:X(1.0),A,PC,FOR,BE,2024,1,B!", "'B!' are not flags"),
        ("ESTAT:X(1.0),A,PC,FOR,BE,2024", "6 cells instead of 8"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line_and_the_reason(read, row, reason):
    good = "ESTAT:X(1.0),A,PC,FOR,BE,2024,1,"
    first, refused, last = read(table(good, row, "", good))
    assert refused == Refused(3, reason, row)
    assert (first.line, last.line) == (2, 5)


def test_a_row_or_a_cell_of_a_tsv_that_cannot_be_read_is_refused(read):
    head = "unit,geo\\TIME_PERIOD\t2024 \t2023 "
    found = read("\n".join([head, "PC,BE\t1.5 b\tx", "PC,BE\t1", "PC\t1\t2", "PC,AT\t\t12e"]), "x.tsv")
    assert found == [
        Observation(2, "x", {"unit": "PC", "geo": "BE"}, "2024", Decimal("1.5"), "b"),
        Refused(2, "'x' is not a number", "x"),
        Refused(3, "the row has another shape than the header", "PC,BE\t1"),
        Refused(4, "the row has another shape than the header", "PC\t1\t2"),
        Observation(5, "x", {"unit": "PC", "geo": "AT"}, "2024", None),
        Observation(5, "x", {"unit": "PC", "geo": "AT"}, "2023", Decimal(12), "e"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"value": [CUBE["value"].get(str(position)) for position in range(24)]},
        {"status": [CUBE["status"].get(str(position)) for position in range(24)]},
        {"dimension": CUBE["dimension"] | {"unit": {"category": {"label": {"PC": "Percentage"}}}}},
        {"dimension": CUBE["dimension"] | {"citizen": {"category": {"index": ["FOR", "NAT"]}}}},
    ],
)
def test_a_cube_is_read_in_every_way_json_stat_allows_to_write_it(read, changes):
    assert read(json.dumps(CUBE | changes)) == list(eurostat.read(FILES / "cube.json"))


def test_one_flag_can_stand_for_a_whole_cube(read):
    assert {value.flags for value in read(json.dumps(CUBE | {"status": "p"}))} == {"p"}


def test_a_value_of_a_cube_that_is_no_number_is_refused_with_its_position(read):
    refused = [each for each in read(json.dumps(CUBE | {"value": {"5": True}})) if isinstance(each, Refused)]
    assert [(each.line, each.reason) for each in refused] == [(5, "'True' is not a number")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04\x14\x00\xff\xfe",
        "<!DOCTYPE html><title>502 Bad Gateway</title>",
        "geo;TIME_PERIOD;OBS_VALUE",
        "{",
        '{"error": [{"status": 404, "label": "Dataset not found"}]}',
        json.dumps(CUBE | {"size": [1, 1, 1, 1, 2, 3, 5]}),
        json.dumps(CUBE | {"id": ["freq", "nowhere"]}),
        json.dumps({name: part for name, part in CUBE.items() if name != "value"}),
        json.dumps(CUBE | {"value": [1, 2]}),
        table('ESTAT:X(1.0),A,PC,FOR,BE,2024,1,"b'),
    ],
)
def test_what_is_not_a_file_of_eurostat_is_refused_as_a_whole(read, content):
    with pytest.raises(eurostat.UnusableFileError):
        read(content)


def test_a_cube_larger_than_any_indicator_needs_is_refused_before_it_is_taken_apart(read, monkeypatch):
    monkeypatch.setattr(eurostat, "MOST_CELLS", 23)
    with pytest.raises(eurostat.UnusableFileError, match="too many cells"):
        read(json.dumps(CUBE))


@given(st.decimals(-(10**12), 10**12, places=3))
def test_a_number_is_read_as_it_is_written(number):
    assert eurostat.number_of(str(number)) == number


@given(st.text(max_size=20))
def test_whatever_stands_in_a_cell_it_is_read_or_refused_with_its_text(text):
    for read_as in (eurostat.number_of, eurostat.period_of, eurostat.flags_of):
        try:
            read_as(text)
        except ValueError as error:
            reason = str(error)
        else:
            reason = repr(text)
        assert repr(text) in reason


REAL = {  # observations, and those without a value
    "demo_poppcctb_sdmxcsv_labels.csv": (1269, 0),
    "edat_lfs_9911_sdmxcsv_codes+labels.csv": (1023, 67),
    "hlth_silc_24_sdmxcsv_labels.csv": (15246, 812),
    "lfsa_ergan_sdmxcsv_codes+labels.csv": (7983, 188),
    "lfsa_pganws_sdmxcsv_codes+labels.csv": (3258, 460),
    "migr_asytpsm_sdmxcsv_codes+labels.csv": (1136, 5),
    "derived/lfsa_ergan.jsonstat.json": (9720, 1925),
    "derived/lfsa_ergan.tsv": (9540, 1745),
    "derived/lfsa_ergan_BE.jsonstat.json": (270, 0),
    "derived/lfsa_ergan_sdmxcsv_codes_only.csv": (7983, 188),
}


def test_every_real_file_is_read_without_a_refusal(shared_data):
    folder = shared_data / "real/eurostat"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert names == set(REAL)
    for name, (number, missing) in REAL.items():
        found = list(eurostat.read(folder / name))
        assert not [each for each in found if isinstance(each, Refused)], name
        assert (len(found), sum(each.value is None for each in found)) == (number, missing), name


def test_the_four_forms_of_a_real_dataset_say_the_same(shared_data):
    folder = shared_data / "real/eurostat"
    said = [
        {
            (*sorted(each.codes.items()), each.period): (each.value, each.flags)
            for each in eurostat.read(folder / name)
            if each.value is not None
        }
        for name in (
            "lfsa_ergan_sdmxcsv_codes+labels.csv",
            "derived/lfsa_ergan_sdmxcsv_codes_only.csv",
            "derived/lfsa_ergan.tsv",
            "derived/lfsa_ergan.jsonstat.json",
        )
    ]
    assert len(said[0]) == 7795
    assert all(other == said[0] for other in said[1:])
