"""A clerk takes her measures out to a spreadsheet, works there, and brings them back."""

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from accounts.models import User
from domains.models import Measure, SpreadsheetImport
from tests.sheets import saved

LIST = "/admin/domains/measure/"
NEW = {"title_nl": "Taalcafé in het Rabot", "objective": "E1", "starts_on": "1/9/2027", "budget": "50.000,50"}


def choose(page, data):
    page.locator("input[type=file]").set_input_files(
        {"name": "maatregelen.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.locator("form[enctype] button").click()
    page.wait_for_load_state()


def test_measures_go_out_are_changed_and_come_back(example_site, page_without_scripts, sign_in):
    page = sign_in(page_without_scripts, User.objects.get(email="approver.gent@example.org"))
    page.goto(f"{LIST}?status__exact=running")
    page.locator(".object-tools a[href*=export]").click()
    with page.expect_download() as download:
        page.locator("main form button").click()
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    reference, old = (sheet.cell(2, columns[name]).value for name in ("reference", "title_nl"))
    sheet.cell(2, columns["title_nl"]).value = f"{old}, nu overal"
    for name, value in NEW.items():
        sheet.cell(sheet.max_row + (name == "title_nl"), columns[name]).value = value
    data = saved(book)
    sheet.cell(3, columns["ends_on"]).value = "31/12/1999"
    wrong = saved(book)

    page.goto(LIST)
    page.locator(".object-tools a[href*=import]").click()
    choose(page, wrong)
    assert "ends_on" in page.locator(".rows-table tbody tr").first.inner_text()
    assert not Measure.objects.filter(title_nl=NEW["title_nl"]).exists()

    choose(page, data)
    rows = page.locator(".rows-table tbody tr")
    assert f"{old}, nu overal" in rows.nth(0).inner_text()
    assert "50.000,50" in rows.nth(1).inner_text()
    page.locator("button[value=store]").click()

    page.locator("button[value=undo]").wait_for()
    assert Measure.objects.get(reference=reference).title_nl == f"{old}, nu overal"
    assert Measure.objects.get(title_nl=NEW["title_nl"]).publication == "draft"

    page.locator("button[value=undo]").click()
    page.locator(".message").wait_for()
    assert Measure.objects.get(reference=reference).title_nl == old
    assert not Measure.objects.filter(title_nl=NEW["title_nl"]).exists()


def test_the_pages_of_import_and_export_have_no_accessibility_fault_in_any_look(
    example_site, page, sign_in, faults_in_every_look
):
    sign_in(page, User.objects.get(email="approver.gent@example.org"))
    page.goto(f"{LIST}export/")
    assert faults_in_every_look(page) == []
    page.goto(f"{LIST}import/")
    assert faults_in_every_look(page) == []
    good = ";".join(NEW) + "\n" + ";".join(NEW.values())
    for data in ("geen rekenblad", f"{good}\nEen tweede;Z9;ooit;veel", good):
        page.goto(f"{LIST}import/")
        choose(page, data.encode())
        assert faults_in_every_look(page) == [], data
    page.locator("button[value=store]").click()
    page.locator(".message.success").wait_for()
    assert faults_in_every_look(page) == []
    SpreadsheetImport.objects.update(state="storing")
    page.reload()
    page.locator("progress").wait_for()
    assert faults_in_every_look(page) == []
