"""Spreadsheets that go out: a file for the programs of an office, which no program can be made to run.

A workbook leads the hand: lists to choose from, days and amounts that Excel checks as they are typed, and a sheet in
four languages that says how it works.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import zip_longest

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from domains import cells
from domains.spreadsheets import RUN_BY_PROGRAMS

FORMATS = {date: "dd/mm/yyyy", Decimal: "#,##0.00"}
LISTS = "lists"  # the hidden sheet with what can be chosen
TO_FILL_IN = 2000  # rows below the last one in which Excel checks what is typed
WRONG = PatternFill("solid", fgColor="FFD9D9")
WIDE, NARROW = 40, 16


@dataclass(frozen=True, slots=True)
class Line:
    """A row that goes out, with the places of its cells that are wrong."""

    cells: list
    wrong: frozenset = frozenset()


def to_csv(names, rows: Iterable) -> bytes:
    """Return a file that Excel opens right in Belgium: semicolons, a decimal comma, and a mark that says UTF-8."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow([in_csv(name) for name in names])
    writer.writerows([in_csv(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def in_csv(cell):
    """Return a value as a cell of such a file: no number loses its sense, and no program runs a text."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, Decimal):
        return f"{cell:f}".removesuffix(".00").replace(".", ",")
    return escaped(cell)


def escaped(cell):
    """Return a cell that no program takes for a formula."""
    if not isinstance(cell, str):
        return cell
    text = cells.text(cell)
    return f"'{text}" if RUN_BY_PROGRAMS.match(text) else text


def to_excel(title, names, lines: Iterable[Line], sheet) -> bytes:
    """Return a workbook: a sheet to fill in, which knows the columns of `sheet`, and two to read."""
    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    for place, name in enumerate(names, start=1):
        wide = name.startswith(("title", "summary", "reason"))
        page.column_dimensions[get_column_letter(place)].width = WIDE if wide else NARROW
    page.append([_cell(page, name, bold=True) for name in names])
    written = 1
    for line in lines:
        page.append([_cell(page, value, wrong=place in line.wrong) for place, value in enumerate(line.cells)])
        written += 1
    known = [sheet.columns[name] for name in names if name in sheet.columns]
    lists = _lists(known)
    _check_what_is_typed(page, names, sheet, lists, written + TO_FILL_IN)
    _tell_how(book)
    _tell_what(book, sheet.guide(names))
    _offer(book, lists)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(page, value, bold=False, wrong=False):
    cell = WriteOnlyCell(page, escaped(value))
    if type(value) in FORMATS:
        cell.number_format = FORMATS[type(value)]
    if bold:
        cell.font = Font(bold=True)
    if wrong:
        cell.fill = WRONG
    return cell


def _lists(columns):
    """Return {what can be chosen: where it stands among the lists}; columns that offer the same have one list."""
    offered = dict.fromkeys(filter(None, (tuple(column.choices()) for column in columns)))
    letters = map(get_column_letter, range(1, len(offered) + 1))
    return {
        choices: f"={LISTS}!${letter}$1:${letter}${len(choices)}"
        for letter, choices in zip(letters, offered, strict=True)
    }


def _check_what_is_typed(page, names, sheet, lists, last_row):
    """Let Excel offer what can be chosen, and refuse what is no day or amount, while somebody types."""
    for place, name in enumerate(names, start=1):
        column = sheet.columns.get(name)
        if column and (choices := tuple(column.choices())):
            rule = DataValidation("list", formula1=lists[choices])
            rule.error = _("Choose one of the list.")
        elif column and column.typed == "date":
            rule = DataValidation("date", operator="greaterThan", formula1="18264")  # 1 January 1950
            rule.error = _("Write a day, such as 31/12/2026.")
        elif column and column.typed == "decimal":
            rule = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0")
            rule.error = _("Write an amount in euros, such as 50000.")
        else:
            continue
        rule.allow_blank = rule.showErrorMessage = rule.showInputMessage = True
        rule.errorTitle, rule.promptTitle, rule.prompt = name[:32], name[:32], column.about()[:255]
        rule.add(f"{get_column_letter(place)}2:{get_column_letter(place)}{last_row}")
        page.data_validations.append(rule)


def _offer(book, lists):
    """Write the lists to choose from into a sheet that is not shown."""
    page = book.create_sheet(LISTS)
    page.sheet_state = "hidden"
    for row in zip_longest(*lists):
        page.append([escaped(choice) for choice in row])


def _tell_how(book):
    """Write in each language of the site how a spreadsheet comes back."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            page = book.create_sheet(_("How it works ({language})").format(language=code))
            page.column_dimensions["A"].width = 110
            for sentence in how():
                cell = WriteOnlyCell(page, sentence)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                page.append([cell])


def how():
    """Return the sentences that say how a spreadsheet comes back."""
    return [
        _("Each row is a measure. Change what you want, add rows for new measures, and import this file again."),
        _("Leave the column reference as it is. It is empty for a new measure: the site gives it one."),
        _("A new measure needs a title, an objective and a day on which it starts. It becomes a draft."),
        _("You may remove columns and rows: what is not in the file stays. An empty cell empties what is stored."),
        _(
            "Objective, place, status, language and fund have lists to choose from. Days and amounts are checked as "
            "you type."
        ),
        _(
            "Each fund that pays stands in a pair of columns: fund_1 with amount_1, and so on, in any order. Remove "
            "all those pairs or none: a fund that stands in no pair pays nothing any more."
        ),
        _("money_own_means is what you pay yourselves. Together with the funds it is never more than the budget."),
        _("Nothing is stored before you have seen what changes and said yes. You can undo a whole import afterwards."),
    ]


def _tell_what(book, guide):
    """Write what can stand in which column."""
    page = book.create_sheet(_("What to write"))
    page.freeze_panes = "A2"
    for letter, width in (("A", 22), ("B", 22), ("C", 80)):
        page.column_dimensions[letter].width = width
    page.append([_cell(page, title, bold=True) for title in (_("column"), _("what to write"), _("meaning"))])
    for row in guide:
        page.append([escaped(cell) for cell in row])
