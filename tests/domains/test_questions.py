"""A question put to everybody: no account, no script, no third party, and nothing public that nobody read."""

import datetime
from threading import Barrier

import pytest
import time_machine
from django.core import signing
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domains.answer_form import LINK, TURNING, AnswerForm
from domains.models import Answer, Question
from tests.back_office import at_work, fill_in, messages_of
from tests.factories import (
    AnswerFactory,
    DialogueFactory,
    DomainFactory,
    QuestionFactory,
    UserFactory,
)
from tests.reading import text_of
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db

FORM, PAGE = "/en/questions/asked/answer/", "/en/questions/asked/"


@pytest.fixture
def asked():
    return QuestionFactory(slug="asked")


def given_out(seconds=60, salt="domains.answers"):
    """Return the moment that a form carries which was opened some seconds ago."""
    with time_machine.travel(datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=seconds), tick=False):
        return signing.dumps("", salt=salt)


def send(client, **typed):
    return client.post(FORM, {"text": "More rooms.", "language": "en", "opened": given_out(), **typed}, follow=True)


def test_where_a_question_stands_follows_from_the_day_in_brussels_and_the_database_keeps_its_rules():
    question = QuestionFactory(opens_on=datetime.date(2026, 3, 1), closes_on=datetime.date(2026, 3, 2))
    for moment, state in (
        ("2026-02-28T22:59+00:00", "announced"),
        ("2026-02-28T23:00+00:00", "open"),
        ("2026-03-02T22:59+00:00", "open"),
        ("2026-03-02T23:00+00:00", "closed"),
    ):
        with time_machine.travel(moment, tick=False):
            assert question.state == state
    for wrong in (
        lambda: QuestionFactory(title_nl="", title_en=""),
        lambda: QuestionFactory(closes_on=datetime.date(2020, 1, 1)),
        lambda: QuestionFactory(publication="hidden"),
        lambda: AnswerFactory(refused=True, reason=""),
        lambda: AnswerFactory(decided_on=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


@pytest.mark.any_database
def test_an_answer_waits_until_somebody_released_it_and_is_shown_as_it_was_written(client, asked):
    page = send(client, text="<b>More</b> rooms \u202eand light", name="A & B", language="nl")
    assert "Thank you" in text_of(page)
    assert "1 waits to be read" in text_of(page)
    assert "rooms" not in text_of(page)
    answer = Answer.objects.get()
    assert (answer.state, answer.text) == ("waiting", "<b>More</b> rooms and light")

    boss = at_work(UserFactory(organisation=asked.organisation, approver=True))
    assert "answers waiting for you" in boss.get("/admin/").content.decode()
    done = boss.post(
        "/admin/domains/answer/", {"action": "release_selected", "_selected_action": [answer.pk]}, follow=True
    )
    assert messages_of(done) == ["1 answer is released."]
    page = client.get(PAGE).content.decode()
    assert '<div lang="nl"><p>&lt;b&gt;More&lt;/b&gt; rooms and light</p></div>' in page
    assert "A &amp; B" in page
    assert client.get("/api/v1/answers/?question=asked").json()["results"][0]["name"] == "A & B"
    assert answer.history.count() == 2


@pytest.mark.any_database
def test_what_programs_do_is_refused_with_a_sentence_and_nothing_is_stored(client, asked):
    AnswerFactory(question=asked, refused=True)
    for typed, sentence in (
        ({"more": "x"}, "only programs fill it in"),
        ({"opened": given_out(1)}, "That was very fast"),
        ({"opened": given_out(25 * 60 * 60)}, "open for too long"),
        ({"opened": ""}, "open for too long"),
        ({"opened": given_out(60, "another.form")}, "open for too long"),
        ({"opened": given_out() + "x"}, "open for too long"),
        ({"text": "http://a www.b https://c"}, "Two web addresses at most"),
        ({"text": "\u202e \x07"}, "Write an answer"),
        ({"text": "a" * 2001}, "at most 2000"),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
        ({"language": "xx"}, "not one of the available choices"),
        ({"name": "n" * 121}, "at most 120"),
    ):
        assert sentence in text_of(send(client, **typed)), typed
    assert Answer.objects.count() == 1
    late = send(client, opened="")
    again = late.context["form"]["opened"].value()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=10), tick=False):
        send(client, opened=again)
    assert Answer.objects.count() == 2


def test_an_answer_that_is_sent_again_is_thanked_for_and_waits_once(client, asked):
    AnswerFactory(text="More rooms.")
    pages = [send(client, text=text) for text in ("More rooms.", " More rooms.\r\n")]
    assert all("Thank you" in text_of(page) for page in pages)
    assert asked.answers.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerFactory(question=asked, text="More rooms.")


@pytest.mark.django_db(transaction=True)
def test_an_answer_sent_twice_in_the_same_instant_is_thanked_for_and_waits_once(database, asked):
    ready, long = Barrier(2), "\u20ac" * 2000  # as much as the form takes, of the longest letters

    def press():
        browser = Client(HTTP_ACCEPT_LANGUAGE="en")
        browser.get(FORM)
        ready.wait()
        return browser.post(FORM, {"text": long, "language": "en", "opened": given_out()})

    answers = all_at_once(database, press, press)
    assert [answer["Location"] for answer in answers] == [f"{PAGE}?received=1"] * 2
    assert asked.answers.get().text == long


@pytest.mark.any_database
def test_who_sends_a_hundred_in_a_minute_is_stopped_and_another_address_is_not(client, asked):
    statuses = [send(client, text=f"Answer {number}").status_code for number in range(25)]
    assert statuses == [200] * 20 + [429] * 5
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert send(client, text="From elsewhere").status_code == 200
    assert Answer.objects.count() == 21


@pytest.mark.any_database
def test_before_the_first_day_and_after_the_last_one_nothing_is_taken_and_a_draft_is_nowhere(client):
    question = QuestionFactory(slug="asked", announced=True)
    assert "yet" in text_of(send(client))
    QuestionFactory(slug="over", closed=True)
    answer = client.post("/en/questions/over/answer/", {"text": "x", "opened": given_out()})
    assert answer.status_code == 410
    assert "any more" in text_of(answer)
    Question.objects.filter(pk=question.pk).update(publication="draft")
    assert {client.get(address).status_code for address in (FORM, PAGE, "/api/v1/questions/asked/")} == {404}
    assert not Answer.objects.exists()


@pytest.mark.any_database
def test_the_form_is_kept_nowhere_and_asks_for_a_token_while_the_page_is_the_same_for_everybody(client, asked):
    form = client.get(FORM)
    assert "no-store" in form["Cache-Control"]
    assert "csrfmiddlewaretoken" in form.content.decode()
    page = client.get(PAGE)
    assert not page.cookies
    assert "no-store" not in page.get("Cache-Control", "")
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(FORM, {"text": "x", "opened": given_out()}).status_code == 403


@pytest.mark.any_database
def test_pages_say_what_is_open_first_and_what_a_question_belongs_to(client):
    assert "No question is asked now" in text_of(client.get("/en/questions/"))
    meeting = DialogueFactory(title_en="The talks")
    domain = DomainFactory(title_en="Homes")
    QuestionFactory(title_en="Over?", closed=True)
    QuestionFactory(
        title_en="Now?", slug="asked", dialogue=meeting, domain=domain, is_example=True, purpose_en="We read"
    )
    QuestionFactory(title_en="Soon?", announced=True)
    page = text_of(client.get("/en/questions/"))
    assert page.index("Now?") < page.index("Soon?") < page.index("Over?")
    page = text_of(client.get(PAGE))
    for shown in ("The talks", "Homes", "We read", "made up to try the site"):
        assert shown in page
    type(meeting).objects.update(publication="draft")
    assert "The talks" not in text_of(client.get(PAGE))
    assert client.get(f"{PAGE}?page=9").status_code == 404


@pytest.mark.any_database
def test_an_approver_puts_a_question_and_refuses_answers_with_a_reason_and_others_see_none_of_it(client):
    boss = UserFactory(approver=True)
    desk = at_work(boss)
    typed = {"title_nl": "Wat ontbreekt?", "slug": "asked", "opens_on": "2020-01-01", "closes_on": "2099-01-01"}
    fill_in(desk, "/admin/domains/question/add/", **typed, publication="published")
    question = Question.objects.get()
    assert question.organisation == boss.organisation
    bad, other = AnswerFactory(question=question, waiting=True, text="Buy this"), AnswerFactory(waiting=True)
    asked = {"action": "refuse_selected", "_selected_action": [bad.pk, other.pk]}
    assert "Only staff read this" in desk.post("/admin/domains/answer/", asked).content.decode()
    desk.post("/admin/domains/answer/", asked | {"confirmed": "1", "reason": "Advertising"})
    bad.refresh_from_db(), other.refresh_from_db()
    assert (bad.state, bad.reason, other.state) == ("refused", "Advertising", "waiting")
    assert "Buy this" not in text_of(client.get(PAGE))
    seen = desk.get(f"/admin/domains/answer/{bad.pk}/change/").content.decode()
    assert "Buy this" in seen
    assert 'name="text"' not in seen
    for stranger in (UserFactory(approver=True), UserFactory(organisation=boss.organisation)):
        browser = at_work(stranger)
        assert browser.get(f"/admin/domains/answer/{bad.pk}/change/").status_code in {302, 403}
        browser.post("/admin/domains/answer/", {"action": "release_selected", "_selected_action": [bad.pk]})
    bad.refresh_from_db()
    assert bad.state == "refused"


def test_a_refused_answer_is_removed_after_thirty_days_and_its_history_never_had_its_words():
    today = datetime.date.today()  # noqa: DTZ011 the day is far from any midnight's edge
    old, young = (AnswerFactory(refused=True, decided_on=today - datetime.timedelta(days=days)) for days in (35, 5))
    kept = AnswerFactory(decided_on=today - datetime.timedelta(days=400))
    call_command("expire_personal_data", verbosity=0)
    assert set(Answer.objects.all()) == {young, kept}
    assert not hasattr(Answer.history.filter(id=old.pk).first(), "text")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_whatever_is_typed_is_refused_or_stored_without_signs_that_turn_a_page_around(asked, text):
    form = AnswerForm({"text": text, "language": "nl", "opened": given_out()}, instance=Answer(question=asked))
    if not form.is_valid():
        assert form.errors
        return
    stored = form.cleaned_data["text"]
    assert stored
    assert not TURNING.search(stored)
    assert len(LINK.findall(stored)) <= 2
