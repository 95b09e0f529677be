"""Every word of the interface is found in the source, and a catalogue that lacks one is told so."""

import gettext

import polib
import pytest
from django.core.management import CommandError, call_command

from integration_plan.translations import Message, compile_catalogues, faults_of, messages_of, update_catalogue

TEMPLATE = """{% load i18n %}
{% translate "Who's late?" %} {% translate "May" context "month" %} {% translate "50% done" %}
{% blocktranslate trimmed with name=place.name %}
  Measures of
  {{ name }}
{% endblocktranslate %}
{% blocktranslate trimmed count n=total %}{{ n }} measure{% plural %}{{ n }} measures{% endblocktranslate %}
{{ _("all")|default:_("none (yet)") }} {% include "a.html" with label=_("Status") only %}
{% comment %}{% translate "never shown" %}{% endcomment %}
"""
CODE = """
title = _("late")
help_text = gettext_lazy("A sentence " "in two parts.")
total = ngettext("one fund", "%(n)d funds", n) % {"n": n}
month = pgettext_lazy("month", "March")
never = _(title), print("not a message")
"""


@pytest.fixture
def source(tmp_path):
    """A project of one template and one module."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "views.py").write_text(CODE)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_views.py").write_text('_("only a test")')
    return tmp_path


@pytest.fixture
def catalogue(source):
    """The French catalogue of that project, complete."""
    path = source / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    update_catalogue(path, messages_of(source))
    entries = polib.pofile(str(path))
    for entry in entries:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid.replace("late", "en retard")
    entries.save()
    return path


def test_messages_are_found_in_templates_and_in_code_but_not_in_tests(source):
    assert set(messages_of(source)) == {
        Message("Who's late?"),
        Message("May", context="month"),
        Message("50%% done"),
        Message("Measures of %(name)s"),
        Message("%(n)s measure", "%(n)s measures"),
        Message("all"),
        Message("none (yet)"),
        Message("Status"),
        Message("late"),
        Message("A sentence in two parts."),
        Message("one fund", "%(n)d funds"),
        Message("March", context="month"),
    }


def test_a_text_that_is_also_counted_is_one_message(source):
    (source / "more.py").write_text('_("one fund")')
    assert messages_of(source)[Message("one fund", "%(n)d funds")]
    assert Message("one fund") not in messages_of(source)


def test_a_complete_catalogue_has_no_fault_and_its_words_are_used(source, catalogue):
    assert faults_of(catalogue, messages_of(source)) == []

    assert compile_catalogues(source / "locale") == [catalogue]
    assert compile_catalogues(source / "locale") == []
    with catalogue.with_suffix(".mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert words.gettext("late") == "en retard"
    assert words.ngettext("one fund", "%(n)d funds", 2) == "%(n)d funds"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda entry: setattr(entry, "msgstr", ""), "not translated: 'Measures of %(name)s'"),
        (lambda entry: entry.flags.append("fuzzy"), "fuzzy: 'Measures of %(name)s'"),
        (lambda entry: setattr(entry, "msgstr", "Mesures de %(nom)s"), "fills in other values: 'Measures of %(name)s'"),
        (
            lambda entry: setattr(entry, "msgid", "Measures in %(name)s"),
            "missing, used in templates/page.html: 'Measures of %(name)s'",
        ),
    ],
)
def test_a_catalogue_with_a_fault_is_told_which(source, catalogue, change, fault):
    entries = polib.pofile(str(catalogue))
    change(entries.find("Measures of %(name)s"))
    entries.save()
    assert fault in faults_of(catalogue, messages_of(source))


def test_an_update_adds_what_is_new_drops_what_is_gone_and_keeps_the_rest(source, catalogue):
    (source / "views.py").write_text(CODE.replace("late", "too late"))
    assert update_catalogue(catalogue, messages_of(source)) == (1, 1)
    assert faults_of(catalogue, messages_of(source)) == ["not translated: 'too late'"]
    assert update_catalogue(catalogue, messages_of(source)) == (0, 0)


def test_the_command_updates_checks_and_compiles(source, settings, capsys):
    settings.BASE_DIR, settings.LOCALE_PATHS = source, [source / "locale"]
    with pytest.raises(CommandError, match="nl: no catalogue"):
        call_command("compile_translations", "--check")

    call_command("compile_translations", "--update")
    with pytest.raises(CommandError, match="36 faults"):
        call_command("compile_translations", "--check")

    call_command("compile_translations")
    assert "translations: 3 compiled" in capsys.readouterr().out
    for path in (source / "locale").rglob("*.po"):
        path.unlink()
        update_catalogue(path, {})
    (source / "views.py").unlink()
    (source / "templates" / "page.html").unlink()
    call_command("compile_translations", "--check")
    assert "complete in nl, fr, de" in capsys.readouterr().out
