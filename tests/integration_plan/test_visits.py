"""How often pages are shown is counted without knowing to whom, every page once, whatever happens to the counting."""

import datetime
import os
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from integration_plan import visit_sums
from integration_plan.visit_book import Book
from integration_plan.visits import KIND_OF, first_month
from partnerships.models import VisitFile, Visits
from tests.factories import DomainFactory, MeasureFactory, VisitFileFactory, VisitsFactory
from tests.reading import text_of
from tests.test_public_pages import DOCUMENTS, PAGES
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (Android 14; Mobile; CUBOT KINGKONG) Firefox/130.0"


@pytest.fixture
def folder(settings, tmp_path):
    settings.COUNT_VISITS, settings.VISITS_DIR = True, tmp_path / "visits"
    return settings.VISITS_DIR


@pytest.fixture
def reader(folder):
    return Client(HTTP_USER_AGENT=BROWSER, REMOTE_ADDR="192.0.2.77")


def noted(folder):
    return "".join(path.read_text() for path in sorted(folder.glob("*"))).splitlines()


def write(folder, *lines, day="2026-11-20", name="00000000"):
    folder.mkdir(exist_ok=True)
    with (folder / f"{day}-{name}").open("a") as notes:
        notes.write("".join(lines))


def count(folder, day="2026-11-20"):
    return dict(visit_sums.count(folder, datetime.date.fromisoformat(day)))


def numbers():
    return sorted(Visits.objects.values_list("kind", "domain", "language", "number"))


@pytest.mark.any_database
def test_of_a_page_that_is_shown_only_the_day_the_language_the_kind_and_the_domain_are_noted(reader, folder):
    DomainFactory(slug="housing")
    MeasureFactory(reference="m-secret")
    for address in ("/nl/measures/m-secret/?q=geheim", "/fr/domains/housing/changes/", "/nl/", "/nl/"):
        assert reader.get(address).status_code == 200
    today = timezone.localdate()
    assert noted(folder) == [
        *(f"{today} nl measures ", f"{today} fr domains housing", f"{today} nl home ", f"{today} nl home ")
    ]
    tag = reader.get("/de/privacy/")["ETag"]
    assert reader.get("/de/privacy/", headers={"if-none-match": tag}).status_code == 304
    assert noted(folder)[4:] == [f"{today} de about "] * 2


@pytest.mark.any_database
def test_nothing_else_is_noted(reader, folder):
    measure = MeasureFactory(reference="m-1")
    for address in ("/api/v1/plans/", "/data/plans.csv", "/feeds/measures.atom", "/admin/", "/accounts/login/", "/"):
        reader.get(address)
    reader.get("/robots.txt"), reader.get("/health/live"), reader.get("/nl/nowhere/"), reader.get("/nl")
    reader.head("/nl/"), reader.post("/nl/corrections/new/")
    reader.get(f"/nl/domains/{measure.objective.domain.slug}/pdf/")
    for headers in (
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"user-agent": ""},
        {"user-agent": "curl/8.0"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"hx-request": "true"},
    ):
        assert reader.get("/nl/measures/", headers=headers).status_code == 200
    assert noted(folder) == []


@pytest.mark.any_database
def test_who_switches_it_off_keeps_no_notes(reader, folder, settings):
    settings.COUNT_VISITS = False
    assert reader.get("/nl/").status_code == 200
    assert not folder.exists()


@pytest.mark.any_database
def test_every_public_page_is_of_a_kind_and_no_pdf_is():
    assert set(KIND_OF) == set(PAGES)
    assert not set(KIND_OF) & set(DOCUMENTS)


@pytest.mark.any_database
def test_what_cannot_be_noted_is_logged_once_and_pages_are_shown_all_the_same(reader, folder, caplog):
    folder.write_text("no folder")
    assert {reader.get("/nl/").status_code for _time in range(3)} == {200}
    (said,) = [record for record in caplog.records if record.name == "integration_plan.visit_book"]
    assert f"Visits are not counted, since {folder} cannot be written" in said.getMessage()
    folder.unlink()
    reader.get("/nl/")
    assert len(noted(folder)) == 1


@pytest.mark.any_database
def test_at_midnight_in_brussels_a_new_file_begins(folder, time_machine):
    book = Book(folder)
    for moment in ("2026-11-20T22:59+00:00", "2026-11-20T23:01+00:00"):
        time_machine.move_to(datetime.datetime.fromisoformat(moment), tick=False)
        book.note("nl", "home", "")
    book.close()
    assert [path.name[:10] for path in sorted(folder.iterdir())] == ["2026-11-20", "2026-11-21"]
    assert noted(folder) == ["2026-11-20 nl home ", "2026-11-21 nl home "]


def test_lines_are_counted_once_also_while_a_file_is_written(folder):
    write(folder, "2026-11-20 nl home \n" * 3, "2026-11-20 fr domains housing\n", "2026-11-20 nl ho")
    assert count(folder) == {"counted": 4}
    assert count(folder) == {}
    write(folder, "me \n", "2026-11-20 nl nonsense \n", "2026-11-99 nl home \n", "2026-11-20 nl home é\x00\n")
    write(folder, "2026-11-20 nl home \n", name="11111111")
    assert count(folder) == {"counted": 2, "unreadable": 3}
    assert numbers() == [("domains", "housing", "fr", 1), ("home", "", "nl", 5)]


def test_files_are_removed_a_day_after_their_own_and_not_counted_again_when_they_come_back(folder, settings, capsys):
    VisitFileFactory(name="2025-11-19-aaaaaaaa")
    write(folder, "2026-11-20 nl home \n")
    assert [count(folder, f"2026-11-{day}").get("removed", 0) for day in (20, 21, 22)] == [0, 0, 1]
    assert VisitFile.objects.count() == 1
    write(folder, "2026-11-20 nl home \n")
    call_command("count_visits")
    assert capsys.readouterr().out == "visits: 0 counted, 0 unreadable; 1 files removed\n"
    assert numbers() == [("home", "", "nl", 1)]
    assert not list(folder.iterdir())


def test_a_run_that_dies_in_the_middle_loses_nothing_and_counts_nothing_twice(folder, monkeypatch):
    write(folder, "2026-11-20 nl home \n", "2026-11-20 nl measures \n" * 2)
    with monkeypatch.context() as patch:
        is_added = visit_sums.is_added
        patch.setattr(visit_sums, "is_added", lambda line, number: is_added(line, number) and number // (number - 2))
        with pytest.raises(ZeroDivisionError):
            count(folder)
    assert (numbers(), VisitFile.objects.count()) == ([], 0)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_args, **_how: os.close(-1))
        with pytest.raises(OSError, match="Bad file"):
            count(folder, "2026-11-22")
    assert count(folder, "2026-11-22") == {"removed": 1}
    assert numbers() == [("home", "", "nl", 1), ("measures", "", "nl", 2)]


def test_a_file_that_another_run_removed_meanwhile_is_left_to_it(folder, monkeypatch):
    write(folder, "2026-11-20 nl home \n")
    monkeypatch.setattr(
        Path, "glob", lambda folder, _pattern: [folder / "2026-11-19-gone", folder / "2026-11-20-00000000"]
    )
    assert count(folder) == {"counted": 1}
    assert VisitFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_processes_that_note_and_runs_that_count_at_once_nothing_is_lost_and_nothing_counted_twice(database, folder):
    books = [Book(folder) for _process in range(3)]

    def show_pages(book):
        for number in range(200):
            book.note(("nl", "fr")[number % 2], ("home", "places", "search")[number % 3], "")

    def run():
        for _time in range(5):
            visit_sums.count(folder, timezone.localdate())

    all_at_once(database, *(partial(show_pages, book) for book in books), run, run)
    run()
    assert sum(Visits.objects.values_list("number", flat=True)) == 600
    assert Visits.objects.count() == 6


def test_the_page_shows_twelve_months_or_one_of_them(client, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC), tick=False)
    assert "Nothing is counted yet" in text_of(client.get("/en/visits/"))
    DomainFactory(slug="housing", title_nl="Wonen", title_en="Housing")
    day = datetime.date(2026, 11, 20)
    (
        VisitsFactory(day=day, number=1500),
        VisitsFactory(day=day, kind="domains", domain="housing", language="fr", number=7),
    )
    VisitsFactory(day=datetime.date(2025, 12, 1), kind="domains", domain="gone", number=2)
    VisitsFactory(day=datetime.date(2025, 11, 30), kind="a kind of before", number=9)
    page = client.get("/en/visits/")
    assert [(f"{row.about:%Y-%m}", row.total, row.numbers) for row in page.context["months"]] == [
        ("2026-11", 1507, [1500, 0, 7, 0]),
        ("2025-12", 2, [2, 0, 0, 0]),
    ]
    assert [(row.about, row.total, row.width) for row in page.context["kinds"]] == [
        ("Measures", 1500, "100.0%"),
        ("Domains", 9, "0.6%"),
    ]
    assert [row.about for row in page.context["domains"]] == ["Housing", "gone"]
    for words in ("November 2026", "1,507", "pages, not people"):
        assert words in text_of(page)

    assert [row.total for row in client.get("/en/visits/?month=2025-12").context["kinds"]] == [2]
    unknown = client.get("/en/visits/?month=2025-11")
    assert unknown.status_code == 400
    assert "Nothing is counted of that month" in text_of(unknown)
    assert [str(first_month(datetime.date(2026, month, 5))) for month in (1, 12)] == ["2025-02-01", "2026-01-01"]
    said = client.get("/data/visits.json?kind=domains&language=fr").getvalue().decode()
    assert '{"day": "2026-11-20", "kind": "domains", "domain": "housing", "language": "fr", "number": 7}' in said
    assert "gone" not in said
    assert str(VisitsFactory.build(day=day)) == "2026-11-20 measures nl: 3"
    assert str(VisitFileFactory.build(name="x")) == "x"
