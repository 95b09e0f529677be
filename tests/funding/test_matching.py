"""Which fund pays, and why: golden cases, and what holds for every answer there is."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.finder import law_of_files, read
from funding.matching import EVERYWHERE, Answers, Band, Call, Effect, Law, Programme, Rule, ask_next, match
from funding.questions import ORDER, QUESTIONS

ASKED = {question: [value for value, _label in asked.choices] for question, asked in QUESTIONS.items()}
FLANDERS = frozenset({EVERYWHERE, "BE", "BE2", "BE21"})


LAW = law_of_files()


def answers(*, ends_on=None, around=frozenset(), **said):
    given = {question: frozenset([said] if isinstance(said, str) else said) for question, said in said.items()}
    return Answers(given, ends_on and datetime.date.fromisoformat(ends_on), around)


def said_of(found):
    """Return what a golden case says of a fund: how well it fits, or that it is excluded or not programmed here."""
    if found.band == Band.EXCLUDED:
        return "excluded"
    fit = {Effect.CORE: "strong", Effect.IN_SCOPE: "possible", Effect.COMPLEMENT: "complement"}.get(
        found.fit, "no_rule"
    )
    return f"{fit}_not_programmed_here" if found.band == Band.NOT_PROGRAMMED else fit


LESSONS = {"domain": "education", "type": "language_orientation", "applicant": "municipality"}
HOUSES = {"domain": "housing", "type": "infrastructure", "stage": "medium_long", "applicant": "housing_company"}
HEALTH = {"domain": "health", "type": "health_mediation", "applicant": "municipality"}
GOLDEN = {
    "language course for newcomers": (
        answers(**LESSONS, stage="early", status="third_country"),
        {"amif": "strong", "esf-plus": "complement"},
    ),
    "same course, naturalised citizens": (
        answers(**LESSONS, stage="medium_long", status="eu_background"),
        {"amif": "excluded", "esf-plus": "possible"},
    ),
    "job coaching for migrant women": (
        answers(
            domain="work",
            type="job_placement",
            stage="medium_long",
            status=["third_country", "eu_background"],
            applicant="municipality",
        ),
        {"esf-plus": "strong", "amif": "no_rule"},
    ),
    "renovate block into social housing": (
        answers(**HOUSES, status="host_mixed", ends_on="2027-06-30", setting="urban"),
        {
            "erdf": "strong",
            "esf-plus": "excluded",
            "investeu": "possible",
            "rrf": "excluded",
            "eafrd": "excluded",
            "cerv": "excluded",
        },
    ),
    "the same in Flanders": (
        answers(**HOUSES, status="host_mixed", around=FLANDERS),
        {"erdf": "strong_not_programmed_here"},
    ),
    "teacher training, multilingual classes": (
        answers(
            domain="education", type="teacher_training", stage="medium_long", status="host_mixed", applicant="school"
        ),
        {"erasmus-plus": "strong", "esf-plus": "possible"},
    ),
    "health mediators, first year": (
        answers(**HEALTH, stage="early", status="protection"),
        {"amif": "possible", "esf-plus": "complement", "erasmus-plus": "excluded"},
    ),
    "health mediators, lasting service": (
        answers(**HEALTH, stage="medium_long", status="third_country"),
        {"esf-plus": "strong"},
    ),
    "situation tests on the rental market": (
        answers(
            domain="housing",
            type="anti_discrimination",
            stage="medium_long",
            status="eu_background",
            applicant="municipality",
        ),
        {"cerv": "strong", "esf-plus": "possible", "amif": "excluded"},
    ),
    "microcredit for migrant entrepreneurs": (
        answers(
            domain="work",
            type="entrepreneurship",
            stage="medium_long",
            status="third_country",
            applicant="social_enterprise",
        ),
        {"esf-plus": "strong", "investeu": "possible", "erdf": "complement"},
    ),
    "village meeting centre": (
        answers(
            domain="cross",
            type="infrastructure",
            stage="medium_long",
            status="host_mixed",
            applicant="municipality",
            setting="rural",
        ),
        {"erdf": "strong", "eafrd": "possible"},
    ),
    "city integration strategy with partners": (
        answers(
            domain="cross", type="strategy_capacity", stage="early", status="third_country", applicant="municipality"
        ),
        {"amif": "possible", "esf-plus": "possible"},
    ),
    "runs into 2030": (
        answers(
            domain="work",
            type="training_skills",
            stage="early",
            status="third_country",
            applicant="ngo",
            ends_on="2030-03-01",
        ),
        {"amif": "excluded", "esf-plus": "excluded", "erdf": "excluded"},
    ),
}


@pytest.mark.parametrize("case", GOLDEN)
def test_a_golden_case_gets_its_answer(case):
    asked, wanted = GOLDEN[case]
    found = {found.fund: said_of(found) for found in match(asked, LAW)}
    assert {fund: found[fund] for fund in wanted} == wanted


def test_who_says_nothing_excludes_nothing_and_is_asked():
    found = match(Answers(), LAW)
    assert {one.band for one in found} == {Band.UNDECIDED}
    assert all(one.asks for one in found)
    assert ask_next(found, ORDER) == ("type", 8)


def test_what_is_asked_next_decides_about_most_funds_and_nothing_is_asked_twice():
    said = {}
    while asked := ask_next(match(answers(**said), LAW), [question for question in ORDER if question in QUESTIONS]):
        question, _number = asked
        assert question not in said
        said[question] = ASKED[question][0]
    assert "type" in said
    assert ask_next([], ORDER) is None


@st.composite
def some_answers(draw):
    """Return answers to any of the questions, one or several of each."""
    said = {
        question: frozenset(draw(st.lists(st.sampled_from(values), min_size=1, max_size=3)))
        for question, values in ASKED.items()
        if draw(st.booleans())
    }
    ends_on = draw(st.none() | st.dates(datetime.date(2025, 1, 1), datetime.date(2031, 12, 31)))
    return Answers(said, ends_on, draw(st.sampled_from([frozenset(), FLANDERS])))


CALLS = (
    Call("amif", "BE2", True, types=frozenset({"language_orientation", "reception_onestop"})),
    Call("erdf", "BE2", False),
    Call("cerv", EVERYWHERE, True, frozenset({"ngo"})),
)
WITH_CALLS = Law(LAW.funds, LAW.rules, LAW.programmes, CALLS)


@settings(max_examples=150, deadline=None)
@given(some_answers())
def test_every_exclusion_has_a_blocker_and_every_good_answer_a_reason(asked):
    for found in match(asked, WITH_CALLS):
        assert (found.band == Band.EXCLUDED) == bool(found.blockers)
        assert not found.is_positive or found.reasons
        assert not found.blockers or not found.asks
        assert not any(asked.knows(question) for question in found.asks)
        assert found.band != Band.OPEN or any(call.is_open for call in found.calls)


@settings(max_examples=150, deadline=None)
@given(some_answers(), some_answers())
def test_one_more_answer_never_brings_back_what_is_excluded(less, more):
    after = Answers({**more.given, **less.given}, less.ends_on or more.ends_on, less.around or more.around)
    excluded = {found.fund for found in match(less, WITH_CALLS) if found.band == Band.EXCLUDED}
    assert excluded <= {found.fund for found in match(after, WITH_CALLS) if found.band == Band.EXCLUDED}


def test_every_rule_of_the_project_names_answers_that_exist_its_article_and_how_sure_it_is():
    for rule in read("rules.yaml", "rules"):
        assert rule["article"], rule["slug"]
        assert rule["source"], rule["slug"]
        assert rule["basis"] in {"seen", "partial", "memory"}
        for question in QUESTIONS:
            assert set(rule.get(question, [])) <= set(ASKED[question]), rule["slug"]


def test_money_is_nearer_with_a_call_than_with_a_programme_alone_and_a_call_can_be_for_others():
    asked = answers(**LESSONS, stage="early", status="third_country", around=FLANDERS)

    def band(*calls, programmes=LAW.programmes):
        law = Law(("amif",), LAW.rules, programmes, calls)
        return match(asked, law)[0].band

    assert band(programmes=()) == Band.POSSIBLE
    assert band(programmes=(Programme("amif", "BE2", None),)) == Band.POSSIBLE
    assert band(programmes=(Programme("amif", "BE3", False),)) == Band.POSSIBLE
    assert band() == Band.PROGRAMMED
    assert band(Call("amif", "BE2", False)) == Band.ANNOUNCED
    assert band(Call("amif", "BE2", False), Call("amif", EVERYWHERE, True)) == Band.OPEN
    assert band(Call("amif", "BE3", True)) == Band.PROGRAMMED
    assert band(Call("amif", "BE2", True, frozenset({"school"}))) == Band.PROGRAMMED
    assert band(Call("amif", "BE2", True, types=frozenset({"infrastructure"}))) == Band.PROGRAMMED
    assert band(Call("amif", "BE2", True, types=frozenset({"language_orientation"}))) == Band.OPEN


def test_a_call_for_some_asks_whether_the_reader_is_among_them_and_until_then_counts():
    call = Call("amif", "BE2", True, frozenset({"school"}))
    law = Law(("amif",), (Rule("amif", "all", Effect.CORE),), (), (call,))
    (found,) = match(Answers(around=FLANDERS), law)
    assert (found.band, found.asks) == (Band.OPEN, {"applicant"})
    (found,) = match(Answers(), law)
    assert (found.band, found.asks) == (Band.POSSIBLE, {"place"})


def test_what_excludes_by_its_end_waits_for_an_end():
    late = Rule("rrf", "late", Effect.EXCLUDES, ends_after=datetime.date(2026, 8, 31))
    law = Law(("rrf",), (late, Rule("rrf", "all", Effect.COMPLEMENT)))
    assert match(Answers(), law)[0].asks == {"end"}
    assert match(answers(ends_on="2026-08-31"), law)[0].band == Band.POSSIBLE
    late = match(answers(ends_on="2026-09-01"), law)[0]
    assert (late.band, late.answer) == (Band.EXCLUDED, (Band.EXCLUDED, Effect.COMPLEMENT, "all", "late"))
