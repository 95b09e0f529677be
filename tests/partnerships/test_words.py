"""The words of a question, and where they stand in a text."""

import pytest

from partnerships.words import LONGEST, MOST, around, fold, holds, nearest, pieces, words_of


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("taal gent", ("taal", "gent")),
        ("  Taal,\tgent!  ", ("Taal", "gent")),
        ('"taal" AND NEAR( title_nl:gent* ^ -{} | & !', ("taal", "NEAR", "title", "nl", "gent")),
        ("taal Taal TÁÁL", ("TÁÁL",)),
        ("wat doet mijn stad voor de nieuwkomers", ("doet", "stad", "nieuwkomers")),
        ("de", ("de",)),
        ("wat is er voor ons", ("ons",)),
        ("l'école d\N{RIGHT SINGLE QUOTATION MARK}été", ("école", "été")),
        ("cafe\u0301", ("café",)),
        ("m-7k2q", ("m", "7k2q")),
        ("💥 \0 ... ' \" % _ \\ --", ()),
        ("", ()),
    ],
)
def test_of_a_question_only_its_words_are_left_each_once_and_without_small_ones(question, words):
    assert words_of(question) == words


def test_a_question_and_a_word_have_an_end():
    assert words_of("taal " * 10_000 + "gent") == ("taal",)
    assert [len(word) for word in words_of("x" * 10_000)] == [LONGEST]
    assert len(words_of("a1 b2 c3 " * 5000)) <= MOST // 2


def test_words_are_compared_without_accents_and_capitals():
    assert fold("LIÈGE Straße Ñandú") == "liege strasse nandu"


def test_a_text_comes_in_pieces_of_which_some_are_the_words_by_their_beginning():
    found = list(pieces("Café <b>Taalbuddy's</b> in de meertalige wijk", ("taal", "CAFE")))
    assert [piece for piece, is_word in found if is_word] == ["Café", "Taalbuddy"]
    assert "".join(piece for piece, _is_word in found) == "Café <b>Taalbuddy's</b> in de meertalige wijk"
    assert holds("Liège", ("liege",))
    assert not holds("Luik", ("liege",))
    assert not holds("Luik", ())


def test_of_a_long_text_the_part_with_the_word_is_shown_cut_between_words():
    text = "begin " * 50 + "taal " + "einde " * 50
    part = around(text, ("taal",), 60)
    assert "taal" in part
    assert part.startswith("…begin")
    assert part.endswith("einde…")
    assert len(part) <= 62
    assert around(text, ("zwembad",), 20) == "begin begin begin…"
    assert around("kort", ("taal",), 20) == "kort"
    assert around("x" * 50, ("taal",), 20) == "x" * 20 + "…"
    assert around(f"{'begin ' * 50}taal", ("taal",), 60).endswith("begin taal")


def test_a_word_with_a_typing_error_becomes_the_most_alike_of_those_there_are():
    texts = ["Taalbuddy's in de wijk", "Zwembad", ""]
    assert nearest(("taalbudy", "wijk"), texts) == "taalbuddy wijk"
    assert nearest(("ZWEMBED",), texts) == "zwembad"
    assert nearest(("xyz",), texts) == "xyz"
    assert nearest(("taal",), []) == "taal"
