"""The index of searched texts: it says what the records say, whoever writes, and is made anew where it is lost."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.migrations import AlterField, Migration

from domains import rollup
from domains.models import Document, Measure
from partnerships.models import Organisation, Territory
from partnerships.search import Asked, index, matches, on_postgresql, together
from tests.factories import DocumentFactory, MeasureFactory, OrganisationFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

MODELS = [model for app in apps.get_app_configs() for model in index.searched_models(app)]


def found(*words, noun=Measure, **how):
    return noun.objects.filter(matches(Asked(words, **how)))


def is_right(noun=Measure):
    return index.is_right(noun, DEFAULT_DB_ALIAS)


def execute(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


WRITES = {
    "save": lambda measure: (setattr(measure, "title_nl", "Zwembad"), measure.save()),
    "update": lambda _measure: Measure.objects.update(title_nl="Zwembad"),
    "bulk_update": lambda measure: (
        setattr(measure, "title_nl", "Zwembad"),
        Measure.objects.bulk_update([measure], ["title_nl"]),
    ),
    "bulk_create": lambda measure: Measure.objects.bulk_create(
        [MeasureFactory.build(title_nl="Zwembad", objective=measure.objective, organisation=measure.organisation)]
    ),
    "create or update": lambda measure: Measure.objects.bulk_create(
        [
            MeasureFactory.build(
                reference=measure.reference,
                title_nl="Zwembad",
                objective=measure.objective,
                organisation=measure.organisation,
            )
        ],
        update_conflicts=True,
        unique_fields=["reference"],
        update_fields=["title_nl"],
    ),
    "SQL": lambda measure: execute("UPDATE domains_measure SET title_nl = 'Zwembad' WHERE id = %s", measure.pk),
    "another key": lambda measure: execute(
        "UPDATE domains_measure SET title_nl = 'Zwembad', id = 987654 WHERE id = %s", measure.pk
    ),
}


@pytest.mark.parametrize("way", WRITES)
def test_what_is_written_in_any_way_is_found_at_once(way):
    measure = MeasureFactory(title_nl="Speelplein")
    assert not found("zwembad").exists()

    WRITES[way](measure)

    assert found("zwembad").get().title_nl == "Zwembad"
    assert found("speelplein").exists() == (way == "bulk_create")
    assert is_right()


def test_what_is_deleted_in_any_way_is_not_found_any_more():
    document = DocumentFactory(title_en="Swimming")
    one, two, three = (MeasureFactory(title_nl=f"Zwembad {number}") for number in ("een", "twee", "drie"))
    assert found("swimming", noun=Document).exists()

    document.plan.delete()
    one.delete()
    execute("DELETE FROM domains_measure WHERE id = %s", two.pk)
    assert found("zwembad").get() == three
    Measure.objects.all().delete()

    assert not found("zwembad").exists()
    assert not found("swimming", noun=Document).exists()
    assert is_right()
    assert is_right(Document)


def test_a_write_that_is_taken_back_leaves_nothing():
    measure = MeasureFactory(title_nl="Speelplein")
    with transaction.atomic():
        Measure.objects.update(title_nl="Zwembad")
        transaction.set_rollback(True)
    assert found("speelplein").get() == measure
    assert not found("zwembad").exists()
    assert is_right()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_searched_noun_has_an_index_that_is_right(model):
    assert is_right(model)


def test_accents_capitals_and_signs_do_not_matter_and_a_beginning_is_enough():
    MeasureFactory(
        reference="m-23456789",
        title_nl="Taalcafé 2021-2027",
        title_fr="L'ÉTÉ à Liège",
        summary_nl="Zie example.org/wijk.",
    )
    for word in ("taalcafe", "TAALCAFÉ", "taal", "2027", "ete", "liege", "Liège", "example", "wijk", "23456789"):
        assert found(word).exists(), word
    assert not found("café").exists()  # a beginning, and not an end
    assert not found("wi").exists()  # of a word of two letters all of it
    assert found("taal", "liege").exists()
    assert not found("taal", "zwembad").exists()
    assert found("taal", "zwembad", any_word=True).exists()
    assert found("taal", in_titles=True).exists()
    assert not found("wijk", in_titles=True).exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("nl", "Lessen", "les"),
        ("nl", "een taal", "talen"),
        ("fr", "logements", "logement"),
        ("en", "houses", "house"),
    ],
)
def test_postgresql_finds_other_forms_of_a_word_in_its_language(language, text, word):
    MeasureFactory(**{"title_nl": "Maatregel", f"summary_{language}": text})
    assert found(word).exists()


def test_an_index_that_does_not_say_what_the_records_say_is_told_and_mended():
    MeasureFactory(title_nl="Zwembad")
    call_command("check_integrity", stdout=StringIO())
    connection.check_constraints()  # so that PostgreSQL lets the table be altered in the test's transaction
    if connection.vendor == "sqlite":
        execute("INSERT INTO domains_measure_search(domains_measure_search) VALUES ('delete-all')")
    else:
        execute("ALTER TABLE domains_measure DROP COLUMN search")
        execute("ALTER TABLE domains_measure ADD COLUMN search tsvector")
        execute(f"COMMENT ON COLUMN domains_measure.search IS '{on_postgresql._mark(Measure)}'")

    output = StringIO()
    with pytest.raises(CommandError, match="1 of these are wrong"):
        call_command("check_integrity", stdout=output)
    assert "search index of measures: WRONG" in output.getvalue()
    assert "search index of places: right" in output.getvalue()

    call_command("check_integrity", mend=True, stdout=(output := StringIO()))
    assert "search index of measures: made anew" in output.getvalue()
    assert found("zwembad").exists()
    assert is_right()


def after_migrating():
    index.keep(apps.get_app_config("domains"), DEFAULT_DB_ALIAS)


def test_an_index_that_is_gone_or_that_of_another_version_is_there_again_after_a_migration(monkeypatch):
    MeasureFactory(title_nl="Zwembad", source="Statbel")
    connection.check_constraints()
    with connection.cursor() as cursor:
        index.DATABASES[connection.vendor].remove(Measure, cursor)
    assert not is_right()
    after_migrating()
    assert found("zwembad").exists()

    monkeypatch.setattr(Measure, "searched", type(Measure.searched)(("title",), codes=("source",)))
    assert not is_right()
    after_migrating()
    assert found("statbel").exists()
    assert is_right()


def test_a_table_of_an_older_version_is_left_alone(monkeypatch):
    monkeypatch.setattr(Measure, "searched", type(Measure.searched)(("title",), codes=("column_of_tomorrow",)))
    after_migrating()
    monkeypatch.undo()
    assert is_right()
    monkeypatch.setattr(Measure._meta, "db_table", "table_of_tomorrow")
    after_migrating()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite does Django make tables anew")
@pytest.mark.django_db(transaction=True)
def test_a_table_that_django_makes_anew_keeps_its_index():
    MeasureFactory(title_nl="Zwembad")
    rollup.make_way(DEFAULT_DB_ALIAS, plan=["a migration"])
    with connection.schema_editor() as editor:
        editor._remake_table(Measure)
    Measure.objects.update(title_nl="Speelplein")  # as a migration that changes data might
    assert not is_right()

    after_migrating()

    assert found("speelplein").exists()
    assert not found("zwembad").exists()
    assert is_right()


@pytest.mark.postgres
def test_postgresql_lets_a_migration_alter_a_searched_column():
    MeasureFactory(title_nl="Zwembad")
    connection.check_constraints()
    before, after = Measure._meta.get_field("title_nl"), models.CharField(max_length=250, blank=True)
    after.set_attributes_from_name("title_nl")
    longer = Migration("longer", "domains")
    longer.operations = [AlterField("measure", "title_nl", after)]

    index.make_way(apps.get_app_config("domains"), DEFAULT_DB_ALIAS, [(longer, False)])
    with connection.schema_editor() as editor:
        editor.alter_field(Measure, before, after)
    after_migrating()

    assert found("zwembad").exists()
    assert is_right()
    assert is_right(Document)


@pytest.mark.postgres
def test_postgresql_without_an_extension_says_what_its_owner_has_to_do():
    told = pytest.raises(ImproperlyConfigured, match="CREATE EXTENSION no_such_thing")
    with told, transaction.atomic(), connection.cursor() as cursor:
        on_postgresql.require(cursor, ["no_such_thing"])


def test_several_questions_are_asked_at_once(django_assert_num_queries):
    OrganisationFactory.create_batch(3)
    with django_assert_num_queries(1):
        rows = together(
            [
                Organisation.objects.order_by("-slug").values_list("slug")[:2],
                Territory.objects.none().values_list("code"),
                Territory.objects.values_list("code").order_by("code")[:1],
            ]
        )
    assert len(rows) == 3
    with django_assert_num_queries(0):
        assert together([Territory.objects.none()]) == []


def test_names_in_every_language_are_searched():
    TerritoryFactory(name_nl="Luik", name_fr="Liège", name_de="Lüttich", code="62063")
    assert all(found(word, noun=Territory).exists() for word in ("luik", "liege", "luttich", "62063"))
