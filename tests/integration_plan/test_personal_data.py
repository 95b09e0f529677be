"""What is kept of people: how long, for whom, and how it goes."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from domains.models import Measure
from integration_plan.personal_data import RULES
from tests.back_office import at_work, text_of
from tests.factories import (
    PASSWORD,
    AnswerAddressFactory,
    AnswerFactory,
    InvitationFactory,
    MeasureFactory,
    OrganisationFactory,
    ReminderFactory,
    UserFactory,
    days_from_now,
)

pytestmark = pytest.mark.django_db

MY_DATA, DELETE = reverse("account_data"), reverse("account_delete")


@pytest.fixture
def fatma():
    return UserFactory(email="fatma@example.org", name="Zeynep De Smet", approver=True)


@pytest.fixture
def desk(fatma):
    desk = at_work(fatma)
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return desk


def leave_traces():
    """Leave one of everything that a rule removes."""
    Client().post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    Client().post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    reminded = ReminderFactory(claimed_at=timezone.now())
    Client().post(reverse("account_login"), {"login": reminded.person.email, "password": PASSWORD})
    InvitationFactory(email="jan@example.org", sent_at=timezone.now(), invited_by=reminded.person)
    about = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(user=reminded.person, content_type=about, object_id="1", action_flag=2)
    AnswerAddressFactory(correction__answered=True, sent_at=timezone.now())
    AnswerAddressFactory(correction__received_on=days_from_now(-1))
    AnswerFactory(refused=True, decided_on=days_from_now(-1))


def numbers_over(now):
    return {rule.name: rule.over(now).count() for rule in RULES if rule.days}


def expire(*options):
    said = StringIO()
    call_command("expire_personal_data", *options, stdout=said)
    return said.getvalue()


def test_what_was_kept_long_enough_goes_and_the_rest_stays():
    leave_traces()
    before = timezone.now()
    EmailAddress.objects.filter(email="new@example.org", verified=False).get()
    for rule in RULES:
        if rule.days:
            # A session of eight hours is over a day after it ended, at the latest.
            after = before + timedelta(days=rule.days, hours=9)
            assert (rule.over(before).count(), rule.over(after).count() > 0) == (0, True), rule.name

    assert "0 removed" in expire()
    with time_machine.travel(before + timedelta(days=800), tick=False):
        assert "unconfirmed accounts, older than 7 days: 1 would be removed" in expire("--dry-run")
        assert User.objects.filter(email="new@example.org").exists()
        assert "unconfirmed accounts, older than 7 days: 1 removed" in expire()
        assert set(numbers_over(timezone.now()).values()) == {0}
        again = expire()
    assert {line.rpartition(": ")[2] for line in again.splitlines()} == {"0 removed"}
    assert User.objects.exists()
    assert not any(model.objects.exists() for model in (AccessAttempt, Invitation, LogEntry, Session, UserSession))


@pytest.mark.any_database
def test_the_page_on_privacy_shows_the_same_table(client):
    page = text_of(client.get(reverse("privacy"), headers={"accept-language": "nl"}))
    for rule in RULES:
        assert str(rule.what)[1:] in page
        assert str(rule.how_long)[1:] in page


def test_a_person_takes_along_all_that_is_kept_of_her_after_showing_that_it_is_she(fatma, desk):
    InvitationFactory(email="fatma@example.org")
    measure = MeasureFactory(organisation=fatma.organisation, submitted_by=fatma)
    measure._history_user = fatma
    measure.save()

    assert at_work(fatma).get(MY_DATA).headers["Location"].startswith(reverse("account_reauthenticate"))
    answer = desk.get(MY_DATA)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    kept = answer.json()
    assert (kept["account"]["email"], kept["account"]["name"]) == ("fatma@example.org", "Zeynep De Smet")
    assert kept["invitations"][0]["email"] == "fatma@example.org"
    assert kept["records"]["account.emailaddress.user"] == [{"email": "fatma@example.org", "verified": True}]
    assert kept["records"]["domains.measure.submitted_by"] == [{"id": measure.pk}]
    assert len(kept["records"]["domains.historicalmeasure.history_user"]) == 1
    assert fatma.password not in answer.content.decode()


def test_who_deletes_her_account_leaves_no_name_behind_and_what_she_logged_stays(fatma, desk):
    measure = MeasureFactory(organisation=fatma.organisation, submitted_by=fatma)
    measure._history_user = fatma
    measure.save()
    InvitationFactory(email="Fatma@example.org")
    curator = UserFactory(curator=True)
    LogEntry.objects.create(
        user=curator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(fatma.pk),
        object_repr="Zeynep De Smet",
        action_flag=2,
    )
    assert "stays, without your name" in text_of(desk.get(DELETE))
    assert "It is done: your account is deleted." in text_of(desk.post(DELETE))

    assert not User.objects.filter(email__iexact="fatma@example.org").exists()
    assert not Invitation.objects.filter(email__iexact="fatma@example.org").exists()
    assert not LogEntry.objects.filter(object_repr__contains="Zeynep").exists()
    assert Measure.objects.get().history.first().history_user is None
    page = at_work(curator).get(reverse("admin:domains_measure_history", args=[measure.pk]))
    assert page.status_code == 200
    assert "Zeynep" not in text_of(page)
    assert desk.get(reverse("account")).status_code == 302


def test_the_only_curator_cannot_go_and_a_colleague_lets_her():
    curator = UserFactory(curator=True)
    desk = at_work(curator)
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "You are the only curator." in text_of(desk.post(DELETE))
    UserFactory(curator=True)
    desk.post(DELETE)
    assert not User.objects.filter(pk=curator.pk).exists()


def test_no_public_page_names_who_changed_what(fatma, client):
    measure = MeasureFactory(organisation=OrganisationFactory(), reference="m-1", submitted_by=fatma)
    measure._history_user = fatma
    measure.title_nl = "Een andere titel"
    measure.save()
    pages = [reverse(name, args=["m-1"]) for name in ("measure_detail", "measure_changes", "api:measures-detail")]
    for address in [*pages, reverse("measure_list"), reverse("data_file", args=["measures", "csv"])]:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Zeynep" not in answer.getvalue().decode(), address
        assert "fatma@" not in answer.getvalue().decode(), address
