"""Letting a colleague in by e-mail: she chooses her own password, and nobody learns who has an account already."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from tests.back_office import at_work, fill_in, messages_of, text_of
from tests.factories import InvitationFactory, OrganisationFactory, UserFactory
from tests.mails import words_of_both

pytestmark = pytest.mark.django_db

ADD, LIST = reverse("admin:accounts_invitation_add"), reverse("admin:accounts_invitation_changelist")
PAGE = reverse("invitation")
PASSWORD = "a much better horse"
CHOSEN = {"name": "Jan", "new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def gent():
    return OrganisationFactory(slug="gent", name_en="City of Ghent")


@pytest.fixture
def approver(gent):
    return UserFactory(organisation=gent, approver=True, name="Sofie")


@pytest.fixture
def invited(gent, approver):
    invitation = InvitationFactory(email="jan@example.org", organisation=gent, invited_by=approver, language="en")
    invitation.send()
    return invitation


def link_in(message):
    return re.search(r"link=(\S+)", message.body)[1]


def opened(link, **headers):
    return Client().get(PAGE, {"link": link}, headers={"accept-language": "en"} | headers)


def test_an_approver_invites_a_colleague_who_chooses_a_password_and_is_at_her_desk(approver, gent):
    page = fill_in(at_work(approver), ADD, email="Jan@Example.org", language="fr", role="contributor")
    assert messages_of(page) == ["The invitation is sent to jan@example.org. Its link is good for 14 days."]
    assert (invitation := Invitation.objects.get()).state == "sent"
    (message,) = mail.outbox
    assert (message.to, invitation.organisation, invitation.invited_by) == (["jan@example.org"], gent, approver)

    newcomer = Client()
    page = newcomer.get(PAGE, {"link": link_in(message)})
    assert "Stad gent" in text_of(page)
    assert page.headers["Content-Language"] == "fr"
    page = newcomer.post(PAGE, {"link": link_in(message), **CHOSEN}, follow=True)

    assert page.redirect_chain[-1] == (reverse("admin:index"), 302)
    jan = User.objects.get(email="jan@example.org")
    assert (jan.organisation, jan.role, jan.name, jan.language) == (gent, "contributor", "Jan", "fr")
    assert jan.check_password(PASSWORD)
    assert Invitation.objects.get().state == "accepted"


def test_text_and_page_of_the_mail_say_the_same(invited):
    text, page = words_of_both(mail.outbox[0])
    assert text == page
    assert "Sofie invited you." in " ".join(text)


def test_opening_the_link_changes_nothing_and_leaves_no_trace(invited, django_assert_num_queries, caplog):
    for _scan in range(2):
        page = opened(link_in(mail.outbox[0]))
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert Client().head(PAGE, {"link": link_in(mail.outbox[0])}).status_code == 200
    invited.refresh_from_db()
    assert invited.state == "sent"
    assert not User.objects.filter(email="jan@example.org").exists()
    opened(link_in(mail.outbox[0]) + "x")
    assert "410" in caplog.text or "Gone" in caplog.text
    assert link_in(mail.outbox[0]) not in caplog.text


def test_a_weak_password_or_two_that_differ_make_no_account(invited):
    newcomer, link = Client(headers={"accept-language": "en"}), link_in(mail.outbox[0])
    for slip in (
        {"new_password1": "short", "new_password2": "short"},
        {"new_password2": "another horse"},
        {"name": ""},
    ):
        page = newcomer.post(PAGE, {"link": link, **CHOSEN, **slip})
        assert "Your account is not made yet" in text_of(page)
    assert not User.objects.filter(email="jan@example.org").exists()
    assert newcomer.post(PAGE, {"link": link, **CHOSEN}).status_code == 302


def test_a_link_that_does_not_open_says_why_and_what_to_do(invited, approver):
    link = link_in(mail.outbox[0])

    def said(link):
        page = opened(link)
        assert page.status_code == 410
        assert Client().post(PAGE, {"link": link, **CHOSEN}).status_code == 410
        return text_of(page)

    assert "This link is not complete." in said(link[:-1])
    assert "This link is not complete." in said("")
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert "This link has expired: it was good for 14 days." in said(link)
        assert Invitation.objects.get().state == "expired"
    invited.send()
    assert "Open the link in the last mail." in said(link)
    link = link_in(mail.outbox[1])
    UserFactory(email="jan@example.org")
    assert "There is an account with your e-mail address already: sign in with it." in said(link)
    User.objects.filter(email="jan@example.org").delete()
    Client().post(PAGE, {"link": link, **CHOSEN})
    assert "This invitation was accepted already." in said(link)
    other = InvitationFactory(organisation=invited.organisation)
    other.send()
    other.withdraw()
    assert "This invitation was withdrawn." in said(link_in(mail.outbox[-1]))
    other.delete()
    assert "This invitation was withdrawn." in said(link_in(mail.outbox[-1]))


def test_who_invites_does_not_learn_that_an_address_has_an_account(approver):
    UserFactory(email="known@example.org")
    told = set()
    for email in ("known@example.org", "unknown@example.org"):
        page = fill_in(at_work(approver), ADD, email=email)
        told.add(text_of(page).replace(email, "") and messages_of(page)[0].replace(email, "…"))
    assert told == {"The invitation is sent to …. Its link is good for 14 days."}
    assert [message.to for message in mail.outbox] == [["known@example.org"], ["unknown@example.org"]]


def test_an_invitation_is_sent_again_or_withdrawn_as_long_as_it_is_open(invited, approver):
    desk, change = at_work(approver), reverse("admin:accounts_invitation_change", args=[invited.pk])
    again, withdraw = (reverse(f"admin:invitation_{name}", args=[invited.pk]) for name in ("again", "withdraw"))
    assert "Send again" in text_of(desk.get(change))
    assert desk.get(again).status_code == 405
    assert "is sent to jan@example.org" in messages_of(desk.post(again, follow=True))[0]
    page = desk.post(withdraw, follow=True)
    assert messages_of(page) == ["The invitation of jan@example.org is withdrawn: its link opens nothing any more."]
    assert "badge-withdrawn" in text_of(desk.get(LIST))
    assert "Send again" not in text_of(desk.get(change))
    assert {desk.post(again).status_code, desk.post(withdraw).status_code} == {404}
    assert len(mail.outbox) == 2
    history = text_of(desk.get(reverse("admin:accounts_invitation_history", args=[invited.pk])))
    assert "Sent again" in history
    assert "Withdrawn" in history


def test_an_approver_invites_into_her_own_organisation_and_a_contributor_nobody(invited, gent):
    stranger = at_work(UserFactory(approver=True))
    page = fill_in(stranger, ADD, email="eve@example.org", organisation=gent.pk)
    assert "Select a valid choice." in text_of(page)
    assert stranger.post(reverse("admin:invitation_withdraw", args=[invited.pk])).status_code == 404
    assert "jan@example.org" not in text_of(stranger.get(LIST))
    page = fill_in(stranger, ADD, email="eve@example.org", role="curator")
    assert "Select a valid choice." in text_of(page)
    clerk = at_work(UserFactory(organisation=gent))
    assert "Invite colleagues" not in text_of(clerk.get(reverse("admin:index")))
    assert clerk.get(ADD).status_code == clerk.post(ADD, {"email": "eve@example.org"}).status_code == 403
    assert clerk.post(reverse("admin:invitation_withdraw", args=[invited.pk])).status_code in {403, 404}
    assert Invitation.objects.get() == invited


def test_an_address_is_invited_into_an_organisation_once_at_a_time(invited, approver):
    page = fill_in(at_work(approver), ADD, email="JAN@example.org")
    assert "This address was invited into this organisation already: send that again." in text_of(page)
    invited.withdraw()
    assert messages_of(fill_in(at_work(approver), ADD, email="jan@example.org"))
    for broken in ({"role": "curator"}, {"accepted_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=invited.pk).update(**broken)


def test_a_mail_that_does_not_leave_is_said_and_can_be_sent_again(approver, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,  # nobody listens there
    )
    page = fill_in(at_work(approver), ADD, email="jan@example.org")
    assert "could not be sent" in messages_of(page)[0]
    assert Invitation.objects.get().state == "not_sent"
    assert "badge-not_sent" in text_of(page)


def test_the_language_that_is_chosen_in_the_back_office_is_that_of_the_mails(approver, client):
    choose = reverse("set_language")
    at_work(approver).post(choose, {"language": "de", "next": "/admin/"})
    client.post(choose, {"language": "fr", "next": "/"})
    at_work(approver).post(choose, {"language": "xx", "next": "/admin/"})
    approver.refresh_from_db()
    assert approver.language == "de"
    assert client.get(choose).status_code == 302


def test_the_language_that_was_chosen_on_the_site_wins(invited):
    reader = Client()
    reader.post(reverse("set_language"), {"language": "de", "next": "/"})
    page = reader.get(PAGE, {"link": link_in(mail.outbox[0])})
    assert page.headers["Content-Language"] == "de"
