"""Calls from a spreadsheet: looked at first, all or nothing, refused with line and reason."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import Workbook

from funding import call_sheet
from funding.models import Call
from funding.timing import BRUSSELS
from partnerships.models import Event
from tests.back_office import at_work, messages_of, text_of
from tests.factories import CallFactory, DomainFactory, FundFactory, ProgrammeFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/admin/funding/call/import/"
ROW = {
    "code": "esf-545", "fund": "esf-plus", "territory": "BE22", "domains": "work", "title_nl": "Leernetwerken",
    "objective_nl": "Levenslang leren", "applicant": "municipality, school", "amount_eur": "2.000.000,50",
    "rate_percent": "50", "opens_at": "1/3/2036", "deadline": "16/06/2036 17:00", "checked_on": "2036-05-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def spring():
    # Far away, so that the clock of the database agrees that nothing is over: it decides what is news.
    with time_machine.travel(datetime.datetime(2036, 5, 1, 12, tzinfo=BRUSSELS), tick=False):
        yield


@pytest.fixture
def site():
    TerritoryFactory(code="BE22"), DomainFactory(slug="work")
    return FundFactory(slug="esf-plus")


@pytest.fixture
def desk():
    return at_work(UserFactory(curator=True))


def in_csv(*rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("cp1252")


def look(desk, data, name="calls.csv"):
    upload = SimpleUploadedFile(name, data)
    return desk.post(PAGE, {"import_file": upload, "format": "0", "resource": "0"})


def confirm(desk, page):
    form = page.context["confirm_form"]
    return desk.post("/admin/funding/call/process_import/", {field.name: field.value() for field in form}, follow=True)


def test_a_file_is_shown_first_and_stored_after_a_yes_with_the_events_of_its_calls(desk, site):
    page = look(desk, in_csv(ROW))
    assert "Nothing is stored yet" in text_of(page)
    assert "2036-06-16 17:00" in text_of(page)
    assert "style=" not in page.content.decode()
    assert not Call.objects.exists()
    assert not Event.objects.exists()

    assert messages_of(confirm(desk, page)) == ["Stored: 1 new, 0 changed, 0 unchanged."]
    call = Call.objects.get()
    assert call.deadline == datetime.datetime(2036, 6, 16, 17, tzinfo=BRUSSELS)
    assert call.opens_at == datetime.datetime(2036, 3, 1, tzinfo=BRUSSELS)
    assert (call.amount, call.rate, call.applicant) == (Decimal("2000000.50"), 50, ["municipality", "school"])
    assert [domain.slug for domain in call.domains.all()] == ["work"]
    assert call.history.first().history_user is not None
    assert [event.kind for event in Event.objects.all()] == ["call_new"]


def test_the_same_file_twice_changes_nothing_and_a_moved_deadline_shows_as_the_only_difference(desk, site):
    confirm(desk, look(desk, in_csv(ROW)))
    again = look(desk, in_csv(ROW))
    assert "This changes nothing" in text_of(again)
    moved = look(desk, in_csv({"code": "esf-545", "deadline": "2036-07-01"}))
    assert moved.context["result"].seen.lines[0].texts == [("deadline", "2036-06-16 17:00", "2036-07-01 23:59")]
    confirm(desk, moved)
    assert Call.objects.get().title_nl == "Leernetwerken"
    assert [event.kind for event in Event.objects.order_by("pk")] == ["call_new", "call_deadline_moved"]


def test_what_goes_out_as_open_data_comes_back_without_a_difference(desk, site, client):
    programme = ProgrammeFactory(fund=site)
    call = CallFactory(
        code="full", fund=site, programme=programme, type=["job_placement", "training_skills"], rate="70.50",
        min_grant=1000, max_grant="2000.50", summary_nl="-10 % minder", contact_email="a@example.org",
        deadline=datetime.datetime(2036, 10, 26, 2, 30, tzinfo=BRUSSELS, fold=1),
    )  # fmt: skip
    call.domains.add(DomainFactory(), DomainFactory())
    CallFactory(code="bare", continuous=True, amount=None, opens_at=None, checked_on=None)
    page = look(desk, b"".join(client.get("/data/calls.csv").streaming_content))
    assert page.context["result"].seen.counts == {"unchanged": 2}
    assert page.context["result"].unknown == []


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"code": ""}, "code", "cannot be blank"),
        ({"fund": "esf"}, "fund", "There is no “esf” on this site."),
        ({"territory": ""}, "territory", "cannot be null"),
        ({"domains": "work, play"}, "domains", "There is no “play” on this site."),
        ({"amount_eur": "two million"}, "amount_eur", "is no amount"),
        ({"amount_eur": "0"}, "", "An amount is more than zero"),
        ({"rate_percent": "0,5"}, "rate_percent", "write 70 for 70 percent"),
        ({"deadline": "30/02/2036"}, "deadline", "is no day"),
        ({"deadline": "16/06/2036 25:00"}, "deadline", "has no such hour"),
        ({"deadline": "2036-02-01"}, "", "A call cannot close before it opens."),
        ({"applicant": "municipality, king"}, "applicant", "“king” is not known here"),
        ({"title_nl": ""}, "", "Give the call a title in at least one language."),
        ({"title_nl": "#REF!"}, "title_nl", "A formula in this cell went wrong"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_column_and_a_reason_and_nothing_is_stored(
    desk, site, change, column, sentence
):
    page = look(desk, in_csv(ROW | {"code": "fine"}, dict.fromkeys(ROW, ""), ROW | change))
    (wrong,) = (line for line in page.context["result"].seen.lines if line.kind == "wrong")
    assert wrong.number == 4
    assert any(name == column and sentence in reason for name, reason in wrong.faults), wrong.faults
    assert "Nothing is stored: correct the row" in text_of(page)
    assert "confirm_form" not in page.context
    assert not Call.objects.exists()


def test_a_call_that_stands_twice_is_refused(desk, site):
    page = look(desk, in_csv(ROW, ROW))
    assert page.context["result"].seen.counts == {"wrong": 2}
    assert "This call stands twice in the file." in text_of(page)


def test_a_yes_is_to_what_was_shown_and_to_nothing_else(desk, site):
    page = look(desk, in_csv(ROW))
    CallFactory(code="esf-545", title_nl="Van nu")
    assert "Nothing is stored: the records have changed since you looked." in messages_of(confirm(desk, page))[0]
    assert Call.objects.get().title_nl == "Van nu"
    page = look(desk, in_csv(ROW))
    confirm(desk, page)
    assert Call.objects.get().title_nl == "Leernetwerken"
    assert "The file is not here any more" in messages_of(confirm(desk, page))[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"title;fund\nx;y\n", "There is no column “code” in the first row."),
        (b"code;title_nl\n", "There is no row below the names of the columns."),
        (b"PK\x03\x04nonsense", "spreadsheet"),
    ],
)
@pytest.mark.any_database
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(desk, data, sentence):
    page = look(desk, data)
    assert sentence in " ".join(page.context["form"].errors["import_file"])


@pytest.mark.any_database
def test_a_file_that_is_too_large_is_refused(desk, monkeypatch):
    monkeypatch.setattr("domains.spreadsheets.MOST_BYTES", 5)
    assert "This file is larger than" in text_of(look(desk, in_csv(ROW)))


@pytest.mark.any_database
def test_only_curators_import_and_find_the_way_on_the_list(desk):
    assert PAGE in text_of(desk.get("/admin/funding/call/"))
    assert "/data/calls.csv" in text_of(desk.get("/admin/funding/call/"))
    for person in (UserFactory(), UserFactory(approver=True)):
        assert at_work(person).get(PAGE).status_code == 403
    assert "<code>deadline</code>" in text_of(desk.get(PAGE))


@pytest.mark.any_database
def test_a_workbook_is_read_as_well_with_days_and_hours_of_excel(desk, site):
    book, file = Workbook(), io.BytesIO()
    book.active.append([*ROW, "remarks"])
    values = ROW | {
        "opens_at": datetime.date(2036, 3, 1),
        "deadline": datetime.datetime(2036, 6, 16, 17),  # noqa: DTZ001 as Excel has it
        "amount_eur": 2_000_000.5,
    }
    book.active.append([*values.values(), "mine"])
    book.save(file)
    page = look(desk, file.getvalue(), "calls.xlsx")
    assert page.context["result"].unknown == ["remarks"]
    confirm(desk, page)
    call = Call.objects.get()
    assert call.deadline == datetime.datetime(2036, 6, 16, 17, tzinfo=BRUSSELS)
    assert call.opens_at == datetime.datetime(2036, 3, 1, tzinfo=BRUSSELS)


@pytest.mark.any_database
def test_an_hour_is_read_as_offices_write_it():
    for written in ("16/06/2036 17:00", "2036-06-16T17:00+02:00", "2036-06-16T15:00+00:00", "16-6-36 17h00"):
        assert call_sheet.deadline(written) == datetime.datetime(2036, 6, 16, 17, tzinfo=BRUSSELS)
    assert call_sheet.deadline("") is None
    assert call_sheet.percent("") is None
    assert call_sheet.percent("70 %") == call_sheet.percent("70,00") == 70


@pytest.mark.any_database
def test_the_command_says_what_was_read_created_changed_unchanged_and_refused(tmp_path, site, capsys):
    file = tmp_path / "calls.csv"
    file.write_bytes(in_csv(ROW | {"remarks": "mine"}))
    call_command("import_calls", file, dry_run=True)
    assert not Call.objects.exists()
    call_command("import_calls", file)
    call_command("import_calls", file)
    told = capsys.readouterr().out
    assert "calls: 1 read, 1 created, 0 changed, 0 unchanged, 0 refused (dry run: nothing is stored)" in told
    assert "calls: 1 read, 0 created, 0 changed, 1 unchanged, 0 refused" in told
    assert "left alone: remarks" in told
    assert not Event.objects.get().quiet
    file.write_bytes(in_csv(ROW | {"deadline": "2036-12-31"}))
    call_command("import_calls", file, quiet=True)
    assert [(event.kind, event.quiet) for event in Event.objects.order_by("pk")][1] == ("call_deadline_moved", True)
    file.write_bytes(in_csv(ROW | {"title_nl": "Anders", "fund": "nowhere"}))
    with pytest.raises(CommandError, match="Nothing is stored"):
        call_command("import_calls", file)
    with translation.override("en"):
        assert "2;fund;" in (tmp_path / "calls-refused.csv").read_text(encoding="utf-8-sig")
    assert Call.objects.get().title_nl == "Leernetwerken"
    with pytest.raises(CommandError, match="Nothing is stored"):
        call_command("import_calls", tmp_path / "nowhere.csv")
