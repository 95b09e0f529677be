"""An operator imports a spreadsheet of an organisation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from domains.models import Measure
from tests.factories import ObjectiveFactory, OrganisationFactory
from tests.sheets import NEW, excel, rows_of, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gent():
    ObjectiveFactory(code="E1")
    return OrganisationFactory(slug="gent")


@pytest.fixture
def import_measures(tmp_path):
    """Return a function that imports a file for Gent, and returns what the command says."""

    def imported(data, *options, name="maatregelen.xlsx", organisation="gent"):
        path = tmp_path / name
        path.write_bytes(data)
        output = StringIO()
        try:
            call_command("import_measures", path, "--organisation", organisation, *options, stdout=output)
        except CommandError as error:
            return f"{output.getvalue()}{error}"
        return output.getvalue().strip()

    return imported


def test_the_command_stores_drafts_and_says_how_many_rows_it_read_created_and_left(import_measures, gent):
    data = excel(NEW, NEW | {"title_nl": "Een tweede", "budget": 5, "money_own_means": 4})
    assert import_measures(data) == "measures: 2 read, 2 created, 0 changed, 0 unchanged, 0 refused"
    assert import_measures(data) == "measures: 2 read, 0 created, 0 changed, 2 unchanged, 0 refused"
    assert import_measures(excel(NEW | {"budget": 7, "opmerking": "x"})).splitlines() == [
        "columns that mean nothing here, and are left alone: opmerking",
        "measures: 1 read, 0 created, 1 changed, 0 unchanged, 0 refused",
    ]
    assert set(Measure.objects.values_list("publication", "organisation")) == {("draft", gent.pk)}


def test_a_dry_run_stores_nothing(import_measures):
    said = import_measures(text(NEW), "--dry-run")
    assert said.endswith("1 created, 0 changed, 0 unchanged, 0 refused (dry run: nothing is stored)")
    assert not Measure.objects.exists()


def test_one_wrong_row_stores_nothing_and_stands_in_a_file_with_its_reason(import_measures, tmp_path):
    said = import_measures(text(NEW, {}, NEW | {"objective": "Z9", "starts_on": "ooit", "=x": "=y"}), name="lijst.csv")
    assert "measures: 2 read, 0 created, 0 changed, 0 unchanged, 1 refused" in said
    assert f"Nothing is stored. {tmp_path / 'lijst-refused.xlsx'} says which rows, and why." in said
    assert not Measure.objects.exists()
    (refused,) = rows_of((tmp_path / "lijst-refused.xlsx").read_bytes())
    assert (refused["row"], refused["title_nl"], refused["objective"]) == (4, "Nieuwe taalklas", "Z9")
    assert refused["'=x"] == "'=y"
    assert "objective: " in refused["reason"]
    assert "starts_on: " in refused["reason"]

    corrected = text({**refused, "objective": "E1", "starts_on": "2026-09-01"})
    assert "1 created" in import_measures(corrected, name="beter.csv")


def test_refused_rows_come_here_when_the_folder_of_the_input_cannot_be_written(import_measures, tmp_path, monkeypatch):
    (tmp_path / "lijst-refused.xlsx").mkdir()
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    said = import_measures(text(NEW | {"objective": "Z9"}), name="lijst.csv")
    assert "Nothing is stored. lijst-refused.xlsx says which rows" in said
    assert rows_of((here / "lijst-refused.xlsx").read_bytes())[0]["objective"] == "Z9"


def test_what_cannot_be_done_is_said(import_measures, tmp_path):
    assert import_measures(text(NEW), organisation="nergens") == "There is no organisation nergens."
    assert "Nothing is stored. maatregelen.xlsx: " in import_measures(b"\x00")
    with pytest.raises(CommandError, match=r"Nothing is stored\. none\.csv: .*No such file"):
        call_command("import_measures", tmp_path / "none.csv", organisation="gent")
