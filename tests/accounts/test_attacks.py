"""Mean inputs: what somebody tries who wants into accounts of others, or to learn who has one."""

import re

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.cache import cache
from django.db import models
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone
from rest_framework.views import APIView

from tests.back_office import at_work
from tests.factories import (
    PASSWORD,
    FollowFactory,
    InvitationFactory,
    MeasureFactory,
    ReportFactory,
    SpreadsheetImportFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SIGN_IN, RESET, REGISTER = (reverse(name) for name in ("account_login", "account_reset_password", "account_signup"))
EVIL = "https://evil.example.org/"


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    cache.clear()


def guess(email="clerk@example.org", password="wrong", **extra):  # noqa: S107 a guess
    return Client().post(SIGN_IN, {"login": email, "password": password}, **extra).status_code


def test_guesses_at_an_address_without_an_account_come_to_the_same_end():
    UserFactory(email="clerk@example.org")
    for email in ("clerk@example.org", "nobody@example.org"):
        answers = [guess(email) for _number in range(settings.AXES_FAILURE_LIMIT + 1)]
        assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429, 429], email


def test_one_password_cannot_be_tried_at_many_accounts_from_one_computer():
    answers = [guess(f"clerk-{number}@example.org") for number in range(31)]
    assert answers == [200] * 30 + [429]
    assert guess(REMOTE_ADDR="192.0.2.7") == 200


@pytest.mark.parametrize(
    ("proxies", "others", "answer"),
    [
        (1, "203.0.113.9, 192.0.2.1", 429),  # what somebody wrote herself, and what our proxy wrote behind it
        (1, "192.0.2.2", 200),
        (0, "203.0.113.9", 429),  # without a proxy it is nothing but what somebody wrote
    ],
)
def test_who_writes_another_address_of_her_computer_does_not_get_more_guesses(settings, proxies, others, answer):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    first = {"headers": {"x-forwarded-for": "192.0.2.1"}} if proxies else {}
    for _number in range(settings.AXES_FAILURE_LIMIT):
        guess(**first)
    assert guess(headers={"x-forwarded-for": others}) == answer


def test_nobody_s_mailbox_is_filled_with_codes_whether_or_not_she_has_an_account():
    UserFactory(email="clerk@example.org")
    for address, email in ((RESET, "clerk"), (RESET, "nobody"), (REGISTER, "clerk"), (REGISTER, "new")):
        mail.outbox.clear()
        answers = []
        with time_machine.travel(timezone.now()) as clock:
            for _number in range(6):
                typed = {"email": f"{email}@example.org", "password1": PASSWORD}
                answers.append(Client().post(address, typed).status_code)
                clock.shift(15)
        assert (answers, len(mail.outbox)) == ([302] * 5 + [429], 5), (address, email)


@override_settings(ALLOWED_HOSTS=["testserver", "localhost"], SITE_URL="https://plan.example.org")
def test_a_mail_leads_to_this_site_whatever_host_was_asked_for():
    UserFactory(email="clerk@example.org")
    for headers, answer in (
        ({"host": "localhost", "x-forwarded-host": "evil.example.org"}, 302),
        ({"host": "evil.example.org"}, 400),
    ):
        typed = {"email": "clerk@example.org", "password1": PASSWORD}
        assert Client().post(REGISTER, typed, headers=headers).status_code == answer
    (message,) = mail.outbox
    page = message.body + message.alternatives[0].content
    assert set(re.findall(r"https?://[^/\s\"<]+", page)) == {"https://plan.example.org"}


def test_no_page_leads_on_to_another_site():
    clerk = UserFactory(email="clerk@example.org")
    answers = [
        at_work(clerk).post(reverse("set_language"), {"language": "fr", "next": EVIL}),
        at_work(clerk).post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": EVIL}),
        Client().post(f"{REGISTER}?next={EVIL}", {"email": "new@example.org", "password1": PASSWORD, "next": EVIL}),
        at_work(clerk).post(reverse("account_change_password"), {"next": EVIL}),
        at_work(clerk).get(SIGN_IN, {"next": EVIL}),
    ]
    for answer in answers:
        assert "evil" not in answer.headers.get("Location", ""), answer.request["PATH_INFO"]


def test_every_form_wants_its_token_but_the_one_that_mail_programs_send():
    without = {name for name, view in views() if getattr(view, "csrf_exempt", False) and not is_read_only(view)}
    assert without == {"unsubscribe"}


def views(patterns=None):
    for part in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(part, "url_patterns"):
            yield from views(part.url_patterns)
        else:
            yield part.name, part.callback


def is_read_only(view):
    """Say whether a view is one of the API, which knows no session and only reads."""
    return issubclass(getattr(view, "cls", type(None)), APIView)


def test_who_has_the_cookie_of_before_somebody_signed_in_has_nothing_after_it():
    UserFactory(email="clerk@example.org")
    victim, thief = Client(), Client()
    victim.post(RESET, {"email": "clerk@example.org"})
    thief.cookies[settings.SESSION_COOKIE_NAME] = victim.cookies[settings.SESSION_COOKIE_NAME].value
    victim.post(SIGN_IN, {"login": "clerk@example.org", "password": PASSWORD})
    assert victim.get(reverse("account")).status_code == 200
    assert thief.get(reverse("account")).status_code == 302


def test_nothing_in_any_table_tells_who_had_an_account_that_is_deleted():
    clerk = UserFactory(email="clerk@example.org", name="Zeynep De Smet", approver=True)
    guess(), guess("CLERK@example.org")
    leave_everything_behind(clerk)
    assert found("clerk@example.org")
    desk = at_work(clerk)
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    desk.post(reverse("account_delete"))
    assert found("clerk@example.org") == found("Zeynep") == []


def found(words):
    """Return the columns in which words stand, of all tables."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and model._base_manager.filter(**{f"{field.name}__icontains": words}).exists()
    ]


def leave_everything_behind(person):
    """Leave what an approver leaves on this site: work, followed themes, invitations, and what others did with her."""
    curator, organisation = UserFactory(curator=True), person.organisation
    measure = MeasureFactory(organisation=organisation, submitted_by=person)
    report = ReportFactory(measure=measure, submitted_by=person)
    for record in (measure, report):
        record._history_user = person
        record.save()
    FollowFactory(follower__user=person)
    SpreadsheetImportFactory(by=person, organisation=organisation)
    gone = InvitationFactory(email="clerk@example.org", organisation=organisation, invited_by=curator)
    InvitationFactory(email="colleague@example.org", organisation=organisation, invited_by=person)
    for author, record in ((curator, gone), (curator, person), (person, measure)):
        log = {"content_type": ContentType.objects.get_for_model(record), "object_id": str(record.pk)}
        LogEntry.objects.create(user=author, action_flag=2, object_repr=str(record), **log)
    gone.delete()  # the log of the back office keeps its address
