"""A reader reports an error on a page: a number, a state and an answer that everybody reads; personal data never."""

import json
from datetime import timedelta
from functools import partial
from io import StringIO
from threading import Barrier

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from domains import corrections
from domains.models import AnswerAddress, Correction
from partnerships.models import Event
from tests.back_office import at_work
from tests.factories import (
    AnswerAddressFactory,
    CorrectionFactory,
    MeasureFactory,
    OrganisationFactory,
    UserFactory,
    days_from_now,
)
from tests.mails import Box, words_of_both
from tests.reading import text_of
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db
NEW = "/nl/corrections/new/"
TOLD = {"page": "/measures/m-1/", "part": "money", "message": "Het bedrag klopt niet.", "email": "lezer@example.org"}


@pytest.fixture
def measure():
    return MeasureFactory(reference="m-1", title_nl="Taalbuddy's")


@pytest.fixture
def tell(client, measure, time_machine):
    """Return a function that opens the form, reads for some seconds, and sends it."""

    def send(seconds=10, **changes):
        form = client.get(NEW + "?page=/measures/m-1/&field=money").context["form"]
        time_machine.shift(seconds)
        return client.post(NEW, TOLD | {"opened": form.initial["opened"]} | changes)

    time_machine.move_to(timezone.now(), tick=False)
    return send


@pytest.fixture
def answer(measure):
    """Return a function with which an approver of the measure's organisation answers."""
    desk = at_work(UserFactory(organisation=measure.organisation, approver=True, language="nl"))

    def save(correction, capture, **fields):
        address = reverse("admin:domains_correction_change", args=[correction.pk])
        seen = desk.get(address).context["adminform"].form.initial["seen_version"]
        with capture(execute=True):
            return desk.post(address, {"seen_version": seen, **fields})

    return save


CORRECTED = {"state": "corrected", "answer": "Het is 5.000 euro.\nDank u <wel>."}


# The reader.


def test_every_public_page_leads_to_the_form_with_its_own_address(client, measure):
    page = client.get("/nl/measures/m-1/?q=geheim").content.decode()
    assert 'href="/nl/corrections/new/?page=/measures/m-1/"' in page
    assert "corrections/new" not in client.get("/nl/nergens/").content.decode()
    form = client.get(NEW + "?page=/measures/m-1/&field=money")
    assert 'href="/nl/measures/m-1/"' in form.content.decode()
    assert form.context["form"]["part"].value() == "money"
    assert "no-store" in form["Cache-Control"]


def test_a_reader_gets_a_number_and_nobody_sees_her_words_or_her_address(client, tell, measure):
    sent = tell()
    correction = Correction.objects.get()
    assert sent["Location"] == f"/nl/corrections/{correction.ticket}/?received=1"
    assert correction.ticket == f"{timezone.localdate().year}-{correction.pk:04}"
    assert (correction.measure, correction.part, correction.language) == (measure, "money", "nl")
    assert AnswerAddress.objects.get().email == "lezer@example.org"
    page = client.get(sent["Location"]).content.decode()
    assert correction.ticket in page
    for address in (sent["Location"], "/nl/corrections/"):
        shown = client.get(address).content.decode()
        assert "Taalbuddy" in shown
        assert "klopt niet" not in shown
        assert "lezer@example.org" not in shown

    Correction.objects.update(message_is_public=True)
    assert "klopt niet" in client.get(sent["Location"]).content.decode()


def test_an_address_is_only_kept_when_the_reader_gives_one(tell):
    assert tell(email="").status_code == 302
    assert not AnswerAddress.objects.exists()
    assert tell(email="geen adres").status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        *("https://elders.example/", "//elders.example/", "measures/", "", "/nergens/", "/measures/m-9/"),
        *("/measures/m-draft/", "/../admin/", "/admin/", "/\\elders.example"),
    ],
)
def test_only_a_page_that_everybody_can_open_here_is_reported(client, tell, page):
    MeasureFactory(reference="m-draft", draft=True)
    refused = tell(page=page)
    assert refused.status_code == 200
    assert refused.context["form"].errors["page"]
    links = client.get(NEW, {"page": page}).content.decode().split('href="')[1:]
    assert not any("elders" in link.partition('"')[0].partition("?")[0] for link in links)
    assert not Correction.objects.exists()


def test_programs_are_refused_and_people_can_send_again(tell):
    for changes in ({"more": "spam"}, {"seconds": 1}, {"opened": "verzonnen"}, {"seconds": 25 * 60 * 60}):
        refused = tell(**changes)
        assert refused.status_code == 200, changes
        assert not Correction.objects.exists()
    late = refused.context["form"]
    assert late["opened"].value() != TOLD.get("opened")
    assert late["message"].value() == TOLD["message"]
    assert tell(opened=late["opened"].value()).status_code == 302


def test_who_reports_very_often_waits(tell):
    answers = [tell(email="", message=f"Regel {number}").status_code for number in range(11)]
    assert answers == [302] * 10 + [429]
    assert Correction.objects.count() == 10


def test_what_is_reported_again_the_same_day_has_one_number_and_every_address_gets_the_answer(
    tell, answer, measure, django_capture_on_commit_callbacks
):
    tellers = (TOLD["email"], TOLD["email"], "", "buur@example.org")
    assert len({tell(email=email)["Location"] for email in tellers}) == 1
    correction = Correction.objects.get()
    answer(correction, django_capture_on_commit_callbacks, **CORRECTED)
    assert {to for message in mail.outbox for to in message.to} == {TOLD["email"], "buur@example.org"}
    assert len(mail.outbox) == 2
    assert tell(part="day").status_code == tell(seconds=24 * 60 * 60 - 60).status_code == 302
    assert Correction.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_report_sent_twice_in_the_same_instant_waits_once(database, tell, measure, client, time_machine):
    forms = [client.get(NEW).context["form"].initial["opened"] for _number in range(2)]
    time_machine.shift(10)
    ready = Barrier(2)

    def press(opened):
        ready.wait()
        return Client().post(NEW, TOLD | {"opened": opened})

    answers = all_at_once(database, *(partial(press, opened) for opened in forms))
    correction = Correction.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/nl/corrections/{correction.ticket}/?received=1"] * 2
    assert AnswerAddress.objects.get().correction == correction


def test_a_form_without_its_token_is_refused(measure):
    assert Client(enforce_csrf_checks=True).post(NEW, TOLD).status_code == 403


# Everybody.


def test_the_list_is_narrowed_by_state_and_says_how_long_answers_take(client):
    assert "Nothing was answered yet" in client.get("/en/corrections/").content.decode()
    for days in (0, 2, 9):
        CorrectionFactory(answered=True, received_on=days_from_now(-days))
    waiting = CorrectionFactory()
    page = client.get("/en/corrections/")
    assert (page.context["number"], page.context["days"]) == (3, 2)
    assert "2 days, usually." in page.content.decode()
    narrowed = client.get("/en/corrections/?state=received")
    assert list(narrowed.context["page"]) == [waiting]
    assert client.get("/en/corrections/?state=nonsense").context["page"].paginator.count == 4


@pytest.mark.parametrize("ticket", ["2026", "2026-0", "1999-0001", "abc-1", "2026-99999999999999999999", "-"])
def test_a_number_that_was_never_given_is_not_found(client, ticket):
    CorrectionFactory()
    assert client.get(f"/nl/corrections/{ticket}/").status_code == 404


def test_what_is_not_public_any_more_takes_its_corrections_along(client, measure):
    correction = CorrectionFactory(measure=measure, page="/measures/m-1/", answered=True)
    type(measure).objects.update(publication="withdrawn")
    assert client.get(f"/nl/corrections/{correction.ticket}/").status_code == 404
    assert correction.ticket not in client.get("/nl/corrections/").content.decode()


def test_programs_read_what_everybody_reads_and_nothing_that_readers_wrote(client, measure):
    done = CorrectionFactory(
        measure=measure, page="/measures/m-1/", answered=True, received_on=days_from_now(-3), message_is_public=True
    )
    CorrectionFactory(measure=None, state="looked_at", answer="Wordt geschreven")
    AnswerAddressFactory(correction=done)
    (new, old) = client.get("/api/v1/corrections/").json()["results"]
    assert (old["number"], old["reported_page"], old["measure"]) == (done.ticket, "/measures/m-1/", "m-1")
    assert (old["days"], old["answer"], old["answered_on"]) == (3, "Verbeterd.", str(days_from_now(0)))
    assert (new["days"], new["answer"], new["measure"]) == (None, "", None)
    assert client.get(f"/api/v1/corrections/{done.ticket}/").json() == old
    assert client.get(f"/api/v1/corrections/1999-{done.pk:04}/").status_code == 404

    (new_row, old_row) = json.loads(client.get("/data/corrections.json").getvalue())["results"]
    assert old_row | {"url": old["url"], "page": old_row["address"]} == old | {"address": old["page"]}
    assert (new_row["days"], new_row["answer"], new_row["measure"]) == (None, "", None)
    for address in ("/api/v1/corrections/", "/data/corrections.csv"):
        answer = client.get(address)
        text = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert not any(words in text for words in ("Er staat een fout", "lezer@example.org", "Wordt geschreven"))


# The desk.


def test_an_answer_is_public_is_told_and_reaches_the_reader(
    client, tell, answer, measure, django_capture_on_commit_callbacks
):
    tell()
    correction = Correction.objects.get()
    refused = answer(correction, django_capture_on_commit_callbacks, state="corrected", answer="")
    assert refused.context["errors"]

    answer(correction, django_capture_on_commit_callbacks, **CORRECTED)
    correction.refresh_from_db()
    assert (correction.state, correction.days) == ("corrected", 0)
    assert "Dank u &lt;wel&gt;." in client.get(correction.get_absolute_url()).content.decode()
    assert Event.objects.get(kind=Event.Kind.CORRECTION_ANSWERED).subject == correction
    assert correction.ticket in client.get("/nl/changes/").content.decode()

    (message,) = mail.outbox
    assert message.to == ["lezer@example.org"]
    assert f"{settings.SITE_URL}/nl/corrections/{correction.ticket}/" in message.body
    text, page = words_of_both(message)
    assert text == page
    assert AnswerAddress.objects.get().sent_at

    answer(correction, django_capture_on_commit_callbacks, **CORRECTED | {"answer": "Met een komma."})
    answer(correction, django_capture_on_commit_callbacks, state="looked_at", answer="Toch niet.")
    correction.refresh_from_db()
    assert (correction.answered_on, len(mail.outbox), Event.objects.filter(kind="correction_answered").count()) == (
        None,
        1,
        1,
    )
    assert "Toch niet." not in client.get(correction.get_absolute_url()).content.decode()


def test_a_mail_server_that_is_away_loses_nothing(tell, answer, settings, django_capture_on_commit_callbacks):
    tell()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer(Correction.objects.get(), django_capture_on_commit_callbacks, **CORRECTED)
    assert AnswerAddress.objects.waiting().count() == 1
    with pytest.raises(CommandError, match="does not answer"):
        call_command("send_answers", stdout=StringIO())

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for _run in range(2):
        call_command("send_answers")
    assert len(mail.outbox) == 1


def test_two_runs_at_once_send_an_answer_once_and_a_claim_of_a_dead_run_ends():
    address = AnswerAddressFactory(correction__answered=True)
    AnswerAddress.objects.update(claimed_at=timezone.now() - timedelta(minutes=59))
    assert corrections.send_waiting([address.correction]) == 0
    assert mail.outbox == []
    AnswerAddress.objects.update(claimed_at=timezone.now() - timedelta(minutes=61))
    assert corrections.send_waiting([address.correction]) == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("saying", "days", "stays"),
    [("550 5.1.1 nobody", 4, False), ("550 5.1.1 nobody", 3, True), ("450 4.2.1 later", 9, True)],
)
def test_an_address_that_is_refused_for_good_is_tried_for_some_days_and_forgotten(mail_server, saying, days, stays):
    day = days_from_now(-days)
    address = AnswerAddressFactory(
        correction__answered=True, correction__received_on=day, correction__answered_on=day, email="jan@example.org"
    )
    AnswerAddressFactory(correction__answered=True)
    with mail_server(Box(refuses={address.email}, saying=saying)) as box:
        with pytest.raises(CommandError, match="did not take 1"):
            call_command("send_answers")
        assert len(box.mails) == 1  # to the other one
    assert AnswerAddress.objects.filter(pk=address.pk, claimed_at=None).exists() == stays


def test_an_address_goes_thirty_days_after_the_answer_and_no_earlier():
    for days, answered in ((31, True), (29, True), (None, False)):
        sent_at = days and timezone.now() - timedelta(days=days)
        AnswerAddressFactory(correction__answered=answered, sent_at=sent_at)
    call_command("expire_personal_data", stdout=StringIO())
    assert AnswerAddress.objects.count() == 2


def test_an_address_that_gets_no_answer_goes_a_year_after_the_report_and_the_report_stays():
    for days in (366, 365):
        AnswerAddressFactory(correction__received_on=days_from_now(-days))
    AnswerAddressFactory(correction__received_on=days_from_now(-400), sent_at=timezone.now())
    call_command("expire_personal_data", stdout=StringIO())
    assert AnswerAddress.objects.count() == 2
    assert Correction.objects.count() == 3


def test_curators_answer_all_and_approvers_what_is_reported_of_their_own_measures(measure):
    own, other = CorrectionFactory(measure=measure), CorrectionFactory()
    pages = [reverse("admin:domains_correction_change", args=[each.pk]) for each in (own, other)]
    people = {
        "curator": UserFactory(curator=True),
        "approver": UserFactory(organisation=measure.organisation, approver=True),
        "neighbour": UserFactory(organisation=OrganisationFactory(), approver=True),
        "colleague": UserFactory(organisation=measure.organisation),
        "visitor": UserFactory(visitor=True),
    }
    opened = {name: [at_work(person).get(page).status_code == 200 for page in pages] for name, person in people.items()}
    assert opened == {
        "curator": [True, True],
        "approver": [True, False],
        "neighbour": [False, False],
        "colleague": [False, False],
        "visitor": [False, False],
    }
    waiting = {name: Correction.objects.waiting_for(person).count() for name, person in people.items()}
    assert waiting == {"curator": 2, "approver": 1, "neighbour": 0, "colleague": 0, "visitor": 0}
    assert "corrections waiting for you" in text_of(at_work(people["approver"]).get("/admin/"))
    assert "corrections waiting for you" not in text_of(at_work(people["neighbour"]).get("/admin/"))


def test_a_curator_logs_what_somebody_told_by_phone(measure):
    AnswerAddressFactory(correction=CorrectionFactory(measure=measure, answered=True), sent_at=timezone.now())
    AnswerAddressFactory(correction__answered=True)
    AnswerAddressFactory()
    desk = at_work(UserFactory(curator=True))
    told = {"page": "/measures/m-1/", "part": "day", "language": "nl", "message": "De startdag is fout."}
    desk.post(reverse("admin:domains_correction_add"), told)
    assert Correction.objects.get(message=told["message"]).measure == measure
    again = desk.post(reverse("admin:domains_correction_add"), told)
    assert "This was reported today already" in again.content.decode()
    listed = desk.get(reverse("admin:domains_correction_changelist")).content.decode()
    assert "lezer@example.org" not in listed
    for words in ("not asked for", "not sent yet", "asked for", "sent"):
        assert words in listed


@pytest.mark.parametrize(
    "changes", [{"state": "corrected"}, {"answered_on": days_from_now(0)}, {"answered": True, "answer": ""}]
)
def test_the_database_refuses_an_answer_without_words_or_without_its_day(changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionFactory(**changes)
