"""What a row of a spreadsheet can say about a measure, and the sentence when it cannot be."""

import logging
from datetime import date
from decimal import Decimal

import pytest

from domains import preview, storing
from domains.models import Measure, Objective
from funding.models import Allocation
from tests.factories import AllocationFactory, MeasureFactory
from tests.sheets import NEW, excel, faults, kinds, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]

TITLE_TAKEN = (
    "Your organisation has logged a measure with this title for this objective already: "
    "change that one, or give this one another title."
)


@pytest.fixture
def measure(gent):
    """A measure with everything that an empty cell could empty."""
    measure = MeasureFactory(organisation=gent, reference="m-gent", title_nl="Taalbuddy's", summary_nl="Elke week.")
    measure.further_objectives.set(Objective.objects.filter(code="E1"))
    AllocationFactory(measure=measure, fund__slug="erdf", amount=20_000)
    return measure


WRONG = [
    ({"objective": "Z9"}, "objective", "There is no objective with the code Z9."),
    ({"objective": ""}, "objective", "Choose the objective that this measure serves most."),
    ({"further_objectives": "E1, Z8"}, "further_objectives", "There is no objective with the code Z8."),
    ({"implements": "EU-X"}, "implements", "There is no action with the code EU-X."),
    ({"territory": "11002"}, "territory", "11002 is not the code of a place that your organisation works for."),
    ({"organisation": "brugge"}, "organisation", "This row is of brugge: you can import measures of gent only."),
    ({"starts_on": ""}, "starts_on", "Say when the measure starts, or will start."),
    ({"starts_on": "ooit"}, "starts_on", "“ooit” is no day: write 31/12/2026 or 2026-12-31."),
    ({"ends_on": "2020-12-31"}, "ends_on", "A measure cannot end before it starts."),
    ({"budget": "-5"}, "budget", "A budget cannot be below zero."),
    ({"budget": "veel"}, "budget", "“veel” is no amount: write it as 50000 or 50.000,50."),
    (
        {"budget": "100", "money_amif": "60", "money_own_means": "50,50"},
        "budget",
        "Together this is €\xa0110.50, more than the budget of €\xa0100: correct the amounts or the budget.",
    ),
    ({"money_amif": "-1"}, "money_amif", "An allocation is more than zero."),
    ({"money_esf_plus": "wat"}, "money_esf_plus", "“wat” is no amount: write it as 50000 or 50.000,50."),
    (
        {"status": "bezig"},
        "status",
        "“bezig” is not known here: write one of planned, running, done, stopped.",
    ),
    (
        {"language": "es"},
        "language",
        "“es” is not known here: write one of Dutch, English, French, German.",
    ),
    ({"language": "fr"}, "title_fr", "Give the measure a title in the language you write it in."),
    ({"title_nl": ""}, "title_en", "Give the measure a title in the language you write it in."),
    ({"title_nl": "x" * 201}, "title_nl", "This text is too long: it has 201 characters, and 200 fit."),
    ({"summary_nl": "x" * 3001}, "summary_nl", "This text is too long: it has 3001 characters, and 3000 fit."),
    ({"title_nl": "#REF!"}, "title_nl", "A formula in this cell went wrong: it says #REF!."),
]


@pytest.mark.parametrize("kind", [excel, text])
def test_a_row_that_cannot_be_is_told_at_its_column_and_nothing_is_stored(look, clerk, kind):
    good = dict.fromkeys(name for cells, _column, _sentence in WRONG for name in cells) | NEW
    page = look(kind(good | {"title_nl": "Deze is goed"}, *(good | cells for cells, _column, _sentence in WRONG)))

    told = [(number, column, sentence) for number, (_cells, column, sentence) in enumerate(WRONG, start=3)]
    assert faults(page) == told
    content = page.content.decode()
    assert all(f"<code>{column}</code> {sentence}" in content for _number, column, sentence in told)
    assert f"Nothing is stored: correct the {len(WRONG)} rows" in content
    assert not Measure.objects.exists()


def test_every_fault_of_a_row_is_told_at_once(look, clerk):
    page = look(text(NEW | {"objective": "Z9", "starts_on": "ooit", "budget": "-1", "language": "fr"}))
    assert {column for _row, column, _sentence in faults(page)} == {"objective", "starts_on", "budget", "title_fr"}


def test_a_title_that_stands_there_already_is_told(look, clerk, measure):
    MeasureFactory(organisation=clerk.organisation, objective=measure.objective, title_nl="Ook hier", title_en="")
    page = look(excel({"reference": "m-gent", "title_nl": "Ook hier"}, NEW, NEW))
    assert faults(page) == [(2, "title_nl", TITLE_TAKEN), (4, "title_nl", TITLE_TAKEN)]


def test_two_rows_about_one_measure_are_told(look, clerk, measure):
    rows = [
        {"reference": "m-gent", "title_nl": title, "objective": measure.objective.code} for title in ("Een", "Twee")
    ]
    by_title = {"title_nl": "Taalbuddy's", "objective": measure.objective.code}
    assert faults(look(excel(*rows, by_title))) == [
        (number, "", "Row 2 is about this measure too: keep one of the two.") for number in (3, 4)
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (text({"title_nl": "x"}), "There is no column objective: without a reference, a row is known by its objective"),
        (excel({"objective": "E1"}), "There is no column title_en: without a reference"),
        (excel({"naam": "x"}), "There is no column objective, title_en: without a reference"),
        (text({"reference": None, "naam": "x"}), "There is no column objective, title_en"),
        (b"\x00", "This file is no spreadsheet"),
        (b"", "This file is empty."),
        (b"x" * (30 * 1024 * 1024 + 1), "This file is larger than 30 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_where_it_was_chosen(look, clerk, data, sentence):
    page = look(data)
    (told,) = page.context["form"].errors["upload"]
    assert told.startswith(sentence)
    assert "preview" not in page.context
    assert "Error:" in page.content.decode().partition("</title>")[0]


def test_choosing_no_file_is_told(client, clerk, look):
    assert "Choose a file." in client.post("/admin/domains/measure/import/", {"x": 1}).content.decode()
    assert client.get("/admin/domains/measure/import/").status_code == 200


def test_a_sentence_is_in_the_language_of_who_reads_it(client, look, clerk):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "nl"
    ((_row, _column, sentence),) = faults(look(text(NEW | {"ends_on": "2020-12-31"})))
    assert sentence == "Een maatregel kan niet eindigen voor hij begint."


def test_what_a_file_does_not_show_stays(look, confirm, clerk, measure):
    confirm(look(text({"reference": "m-gent", "ends_on": "31/12/2030"})))
    stored = Measure.objects.get()
    assert stored.ends_on == date(2030, 12, 31)
    assert (stored.title_nl, stored.summary_nl, stored.budget) == ("Taalbuddy's", "Elke week.", 50_000)
    assert (stored.further_objectives.count(), stored.allocations.count()) == (1, 1)
    assert stored.version == measure.version + 1


def test_an_empty_cell_empties_what_can_be_empty_and_leaves_the_rest(look, confirm, clerk, measure):
    names = ["summary_nl", "ends_on", "budget", "further_objectives", "money_erdf", "source", "title_en"]
    kept = ["objective", "territory", "status", "language", "starts_on", "organisation"]
    page = look(excel({"reference": "m-gent", "title_nl": "Taalbuddy's"} | dict.fromkeys([*names, *kept])))
    (line,) = page.context["preview"].lines
    assert ("summary_nl", "<del>Elke week.</del> <ins>empty</ins>") in line.changes
    confirm(page)

    stored = Measure.objects.get()
    assert (stored.summary_nl, stored.ends_on, stored.budget, stored.title_en) == ("", None, None, "")
    assert (stored.further_objectives.count(), stored.allocations.count()) == (0, 0)
    for name in kept:
        assert getattr(stored, name) == getattr(measure, name)
    assert Allocation.history.filter(history_type="-").get().history_change_reason == "spreadsheet"


def test_a_row_is_found_by_its_title_in_the_language_it_is_written_in(look, clerk, measure):
    Measure.objects.update(language="fr", title_fr="Copains de langue", objective=Objective.objects.get(code="E1"))
    row = {"objective": "e1", "budget": 1000}
    found = [
        row | {"language": "fr", "title_fr": "Copains de langue"},
        row | {"language": "Frans", "title_nl": "Iets anders", "title_fr": "Copains de langue"},
        row | {"title_fr": "Copains de langue"},
        row | {"title_nl": "Taalbuddy's"},
        row | {"title_nl": "Taalbuddy's", "title_en": measure.title_en},
    ]
    for cells in found:
        assert faults(look(excel(cells))) == [
            (
                2,
                "budget",
                "Together this is €\xa020,000, more than the budget of €\xa01,000: correct the amounts or the budget.",
            )
        ]
    assert kinds(look(excel(row | {"language": "nl", "title_nl": "Copains de langue", "starts_on": 46387}))) == [
        (2, "new")
    ]


def test_the_language_of_a_new_measure_is_that_of_its_title(look, confirm, clerk):
    for column, language in [("title_en", "en"), ("title_fr", "fr"), ("title_de", "de")]:
        confirm(look(excel(NEW | {"title_nl": None, column: "x"})))
        assert Measure.objects.get(**{column: "x"}).language == language
    confirm(look(text(NEW | {"title_en": "both"})))
    assert Measure.objects.get(title_en="both").language == "en"  # the clerk reads English


def test_money_comes_changes_and_goes_with_its_column(look, confirm, clerk, measure):
    confirm(look(text({"reference": "m-gent", "money_amif": "10.000,50", "money_own_means": "1", "money_erdf": "0"})))
    money = {allocation.fund and allocation.fund.slug: allocation.amount for allocation in measure.allocations.all()}
    assert money == {"amif": Decimal("10000.50"), None: 1}
    confirm(look(text({"reference": "m-gent", "money_amif": "5"})))
    assert measure.allocations.get(fund__slug="amif").amount == 5
    page = look(text({"reference": "m-gent", "budget": "4"}))
    assert faults(page)[0][1] == "budget"  # less than the money it has, though the file shows none


def test_columns_that_mean_nothing_are_named_and_left_alone(look, confirm, clerk):
    page = look(text(NEW | {"opmerking": "van Jan", "publication": "published"}))
    assert "These columns mean nothing here, and are left alone: opmerking, publication." in page.content.decode()
    confirm(page)
    assert Measure.objects.get().publication == "draft"


def test_the_preview_marks_the_words_that_differ_in_a_long_text(look, clerk, measure):
    long = "Elke week praten buren van hier en elders een uur met elkaar in het buurthuis."
    Measure.objects.update(summary_nl=long)
    page = look(excel({"reference": "m-gent", "summary_nl": long.replace("een uur", "<b>twee uur</b>")}))
    (line,) = page.context["preview"].lines
    assert line.changes == [
        (
            "summary_nl",
            "<span>Elke week praten buren van hier en elders</span> <del>een uur</del> "
            "<ins>&lt;b&gt;twee uur&lt;/b&gt;</ins> <span>met elkaar in het buurthuis.</span>",
        )
    ]
    assert "published: the public sees the change" in page.content.decode()


def test_the_preview_says_how_many_rows_it_does_not_show(look, clerk, monkeypatch):
    monkeypatch.setattr(preview, "SHOWN", 1)
    page = look(text(*(NEW | {"title_nl": f"Taalklas {number}"} for number in range(3))))
    assert "And 2 more rows." in page.content.decode()


def test_what_nobody_foresaw_is_one_sentence_and_a_line_in_the_log(look, confirm, clerk, monkeypatch, caplog):
    page = look(text(NEW))
    monkeypatch.setattr(storing, "keep_what_was", lambda *args: 1 / 0)
    with caplog.at_level(logging.ERROR, "domains.imports"):
        answer = confirm(page)
    assert "The site cannot store this file. Show it to your curator." in answer.content.decode()
    assert caplog.records[0].message.endswith("failed while it was storing.")
    assert not Measure.objects.exists()
