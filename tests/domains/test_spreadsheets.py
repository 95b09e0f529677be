"""The files that offices send, good and bad, and those they get."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from domains import spreadsheets
from domains.resources import MeasureSheet
from domains.spreadsheets import UnusableFileError
from domains.workbooks import Line, to_csv
from domains.workbooks import to_excel as to_workbook
from tests.sheets import excel, rewritten, saved, text

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [{"title_nl": "Thuis in één taal", "objective": "E1"}, {"title_nl": "Café; 'n praatje", "objective": "E2"}]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def read(data, **options):
    """Return the rows of a file as (number, {column: cell})."""
    sheet = spreadsheets.read(data, **options)
    return [(number, dict(zip(sheet.names, row, strict=True))) for number, row in sheet.rows]


def found(data):
    return [(row["title_nl"], row["objective"]) for _number, row in read(data)]


class NoLists(MeasureSheet):
    """Columns that ask the database nothing."""

    def _columns(self):
        yield from ()


def to_excel(names, rows):
    return to_workbook("x", names, [Line(list(row)) for row in rows], NoLists(None))


@pytest.mark.parametrize(
    "data",
    [
        excel(*ROWS),
        text(*ROWS),
        text(*ROWS, separator=","),
        text(*ROWS, separator="\t"),
        text(*ROWS, encoding="utf-8-sig"),
        text(*ROWS, encoding="cp1252"),
        text(*ROWS, separator="\t", encoding="utf-16"),
        b"sep=,\r\n" + text(*ROWS, separator=","),
        b"Sep=\t\n" + text(*ROWS, separator="\t"),
        text(*ROWS).replace(b"\r\n", b"\n"),
        text(*ROWS).replace(b"title_nl", b'"Title NL "').replace(b"objective", b"OBJECTIVE"),
    ],
)
def test_a_file_is_read_whatever_program_wrote_it(data):
    assert found(data) == [tuple(row.values()) for row in ROWS]


@pytest.mark.parametrize("kind", [excel, text])
def test_empty_rows_are_left_out_and_the_others_keep_their_number(kind):
    empty = {"title_nl": " ", "objective": None}
    sheet = read(kind(ROWS[0], empty, empty, ROWS[1], empty))
    assert [number for number, _row in sheet] == [2, 5]


def test_only_the_first_sheet_that_is_shown_is_read():
    book = load_workbook(BytesIO(excel(*ROWS)))
    hidden = book.create_sheet("Lijst", 0)
    hidden.append(["iets anders"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Uitleg").append(["uitleg"])
    book.active = 2
    assert len(found(saved(book))) == 2


def test_a_formula_counts_by_its_result_and_one_without_is_told():
    worked_out = rewritten(
        excel({"title_nl": "=A1", "objective": '=IF(1,"","")'}),
        SHEET,
        lambda xml: (
            xml.replace(b"<v />", b"<v>42</v>", 1)
            .replace(b'<c r="B2">', b'<c r="B2" t="str">')
            .replace(b"<v />", b"<v></v>")
        ),
    )
    assert found(worked_out) == [(42, None)]
    with pytest.raises(UnusableFileError, match=r"Cell A2 holds a formula without its result: open the file in Excel"):
        read(excel({"title_nl": '=HYPERLINK("https://example.org","x")', "objective": "E1"}))


def test_a_text_that_only_looks_like_a_formula_is_a_text():
    book = load_workbook(BytesIO(excel({"title_nl": "x", "objective": "E1"})))
    book.active["A2"].value = "=1+1"
    book.active["A2"].data_type = "s"
    assert found(saved(book)) == [("=1+1", "E1")]


def bomb(size):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return file.getvalue()


def archive(**parts):
    file = BytesIO()
    with ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("_", "."), content)
    return file.getvalue()


FAR_BELOW = rewritten(excel(*ROWS), SHEET, lambda xml: xml.replace(b'<row r="3">', b'<row r="99999999">'))
WIDE = {f"c{number}": number for number in range(201)}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The first row is empty"),
        (b"\xef\xbb\xbf", "The first row is empty"),
        (b" \r\n \r\n", "The first row is empty"),
        (saved(Workbook()), "The first row is empty"),
        (text(headers=["title_nl", "objective"]), "There is no row below the names"),
        (excel(headers=["title_nl", "objective"]), "There is no row below the names"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "This file is no spreadsheet"),
        (b"PK\x03\x04 and no archive", "This file is no spreadsheet"),
        (archive(word_xml="<document/>"), "This file is no spreadsheet"),
        (archive(content_xml="<office/>"), "This is an OpenDocument file: save it as Excel"),
        (b"\xff\xfe\x00", "This file is no spreadsheet"),
        (b"\xd0\xcf\x11\xe0 old Excel", r"an old Excel file, or one with a password: save it as \.xlsx"),
        (rewritten(excel(*ROWS), SHEET, lambda xml: xml[:-30]), "This file is no spreadsheet"),
        (FAR_BELOW, "The sheet goes on below row 200"),
        (text(*ROWS * 6), "There are more than 10 rows"),
        (excel(WIDE), "There are more than 200 columns"),
        (text(WIDE), "There are more than 200 columns"),
        (b"a;b;a\r\n1;2;3", "The column “a” stands twice"),
        (b"a;;c\r\n1;2;3", r"Column B has no name in the first row\."),
        (b"a;b\r\n1;2\r\n1;2;3", "Row 3 has more cells than there are names"),
        (b'a;b\r\n1;"2\r\n3;4', r"Line \d cannot be read: look for a quotation mark that is not closed"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(data, sentence):
    with pytest.raises(UnusableFileError, match=sentence):
        read(data, most_rows=10)


def test_a_small_file_that_unpacks_to_a_very_large_one_is_too_large():
    with pytest.raises(UnusableFileError, match="Unpacked, this file is too large"):
        read(bomb(501 * spreadsheets.MEGABYTE))


def test_an_attack_with_entities_is_no_spreadsheet():
    lol = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    with pytest.raises(UnusableFileError, match="no spreadsheet"):
        read(rewritten(excel(*ROWS), SHEET, lambda xml: lol + b"]>" + xml.replace(b"<t>title_nl", b"<t>&j;title_nl")))


def test_as_many_rows_as_fit_are_read():
    assert len(read(text(*ROWS * 5), most_rows=10)) == 10


CELLS = st.one_of(
    st.none(),
    st.dates(min_value=date(1955, 1, 1), max_value=date(2110, 1, 1)),
    st.decimals(0, 10**12, places=2, allow_nan=False),
    st.text(max_size=20),
    st.text(alphabet="'=+-@\uff1d;\", \t\r\nx1", max_size=8),
)


@settings(deadline=None, max_examples=25)  # a machine may be busy
@given(cells=st.lists(CELLS, min_size=1, max_size=4))
@pytest.mark.parametrize("write", [to_csv, to_excel])
def test_what_is_written_is_read_back(write, cells):
    names = ["first", *(f"c{place}" for place in range(len(cells)))]
    ((_number, row),) = read(write(names, [["x", *cells]]))
    back = list(row.values())[1:]
    for sent, got in zip(cells, back, strict=True):
        if isinstance(sent, date):
            assert spreadsheets.cells.day(got) == sent
        elif isinstance(sent, Decimal):
            assert spreadsheets.cells.euros(got) == sent
        else:
            assert spreadsheets.cells.text(got) == spreadsheets.cells.text(sent)


DANGEROUS = ["=1+1", '=HYPERLINK("https://example.org")', "+1", "-1+1", "@SUM(A1)", "\uff1d1+1", "'=1", "''=1", "\t=1"]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_no_text_is_run_by_the_program_that_opens_a_file(cell):
    sheet = ["first", "title_nl"], [["x", cell]]
    written = to_csv(*sheet).decode("utf-8-sig").splitlines()[1].partition(";")[2].strip('"')
    in_excel = load_workbook(BytesIO(to_excel(*sheet))).active["B2"]
    assert written.startswith("'")
    assert in_excel.value.startswith("'")
    assert in_excel.data_type != "f"
    for data in (to_csv(*sheet), to_excel(*sheet)):
        assert read(data)[0][1]["title_nl"] == cell.strip()


def test_a_csv_file_opens_right_in_a_belgian_excel():
    row = ["Café", Decimal("50000.50"), Decimal("50000.00"), date(2026, 12, 31), None]
    assert to_csv(list("abcde"), [row]) == "\ufeffa;b;c;d;e\r\nCafé;50000,50;50000;2026-12-31;\r\n".encode()


def test_an_excel_file_has_real_days_and_numbers_and_a_header_that_stays():
    page = load_workbook(BytesIO(to_excel(["ends_on", "budget"], [[date(2026, 12, 31), Decimal("50000.50")]]))).active
    assert (page["A2"].is_date, page["B2"].value, page["B2"].number_format) == (True, 50000.5, "#,##0.00")
    assert (page.title, page.freeze_panes, page["A1"].font.bold) == ("x", "A2", True)
