"""Reference facts from files: what is written, what is left alone, and what a bad file says."""

import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

import partnerships.loading
from domains import loading
from domains.models import Action
from partnerships import records
from partnerships.models import Organisation, Territory
from tests.factories import DomainFactory, ObjectiveFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

HEADER = "code,level,parent,name_nl,population\n"


@pytest.fixture
def load_places(tmp_path):
    def load(rows):
        path = tmp_path / "territories.csv"
        path.write_text(HEADER + rows, encoding="utf-8")
        return partnerships.loading.load_territories(path)

    return load


def test_places_are_created_once_and_changed_only_where_they_differ(load_places):
    rows = "EU27,eu,,Unie,\nBE,country,EU27,België,\n44021,municipality,BE,Gent,263927\n"
    assert load_places(rows).created == 3
    outcome = load_places(rows)
    assert (outcome.read, outcome.created, outcome.changed, outcome.unchanged) == (3, 0, 0, 3)

    outcome = load_places(rows.replace("263927", "270000"))

    assert outcome.changes == ["44021: population was 263927, is now 270000"]
    gent = Territory.objects.get(code="44021")
    assert gent.population == 270_000
    assert [change.history_type for change in gent.history.all()] == ["~", "+"]


def test_an_empty_cell_leaves_what_is_there(load_places):
    TerritoryFactory(code="44021", population=1000)
    load_places("44021,municipality,,Gent,\n")
    assert Territory.objects.get(code="44021").population == 1000


def test_to_many_relations_follow_the_file():
    ObjectiveFactory(code="E1"), ObjectiveFactory(code="E2")
    domain = DomainFactory(slug="education")

    def load(code):
        entry = {
            "code": "EU-1",
            "title_nl": "Actie",
            "domain": "education",
            "plan": domain.plan.slug,
            "objectives": [code],
        }
        relations = {"objectives": "code", "domain": "slug", "plan": "slug"}
        return records.load(Action, [entry], key=["code"], file="plan.yaml", relations=relations)

    assert load("E1").created == 1
    assert load("E2").changes == ["EU-1: objectives now has other members"]
    assert [objective.code for objective in Action.objects.get().objectives.all()] == ["E2"]
    assert load("E2").changed == 0


def test_a_column_changed_by_hand_stays_also_when_another_one_follows_the_file(load_places):
    load_places("44021,municipality,,Gent,1000\n")
    gent = Territory.objects.get()
    gent.name_nl = "Stad Gent"
    gent.save()

    for _ in range(2):
        outcome = load_places("44021,municipality,,Gent,2000\n")
        assert outcome.kept == ["44021: name_nl is 'Stad Gent', not 'Gent'"]

    gent.refresh_from_db()
    assert (gent.name_nl, gent.population) == ("Stad Gent", 2000)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("44021,municipality,BE9,Gent,1\n", "territories.csv: 44021: parent: 'BE9' does not exist"),
        ("44021,village,,Gent,1\n", "territories.csv: 44021: there is no level village"),
        ("44021,municipality,,Gent,many\n", "territories.csv: 44021: population"),
        ("44021,municipality,,Gent,-5\n", "territories.csv: 44021: .*population"),
        ("44021,municipality,,Gent,1\n44021,municipality,,Gand,1\n", "territories.csv: 44021: stands twice"),
        (",municipality,,Gent,1\n", "must be filled"),
    ],
)
def test_a_bad_row_is_named_with_its_file_and_its_key(load_places, rows, complaint):
    with pytest.raises(records.UnusableFileError, match=complaint):
        load_places(rows)
    assert not Territory.objects.exists()


def test_a_column_that_does_not_exist_is_refused(tmp_path):
    (tmp_path / "organisations.csv").write_text("slug,motto\ngent,voor allen\n", encoding="utf-8")
    with pytest.raises(records.UnusableFileError, match="gent: there is no column motto"):
        partnerships.loading.load_organisations(tmp_path / "organisations.csv")


@pytest.mark.parametrize(
    ("was", "now", "complaint"),
    [
        ("slug: eu-aii-2021-2027", "slug: [", "plan.yaml: not YAML"),
        ("slug: eu-aii-2021-2027", "slag: eu", "plan.yaml: 'slug': is missing"),
        ("owner: europese-commissie", "owner: nobody", "owner: 'nobody' does not exist"),
        ("status: complete", "status: perfect", "EU-E-01: .*status"),
    ],
)
def test_a_bad_plan_is_refused_in_one_sentence_and_nothing_is_loaded(tmp_path, monkeypatch, was, now, complaint):
    folder = shutil.copytree(loading.FOLDER, tmp_path / "reference")
    path = folder / "plan.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    monkeypatch.setattr(loading.load, "__defaults__", (folder,))

    with pytest.raises(CommandError, match=f"Nothing was loaded. .*{complaint}"):
        call_command("load_reference", stdout=StringIO())

    assert not Organisation.objects.exists()


def test_what_the_database_refuses_is_a_sentence_too(tmp_path, monkeypatch):
    (tmp_path / "territories.csv").write_text("code,level\nBE,country\n", encoding="utf-8")
    monkeypatch.setattr(partnerships.loading.load, "__defaults__", (tmp_path,))
    with pytest.raises(CommandError, match="The database refused"):
        call_command("load_reference", stdout=StringIO())
