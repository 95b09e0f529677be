"""No more mails in one click, and how often and in which language they come."""

import pytest
from django.conf import settings
from django.test import Client

from accounts import links
from accounts.models import User
from domains.models import Follow, Follower
from domains.subscribing import SEE, link_to_follows, link_to_stop
from tests.back_office import at_work
from tests.factories import FollowerFactory, FollowFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db
PAGE = "/en/following/"
EN = {"accept-language": "en"}


def path_of(address):
    return address.removeprefix(settings.SITE_URL)


def link_in(address):
    return address.partition("link=")[2]


@pytest.fixture
def by_mail():
    return FollowFactory(follower=FollowerFactory(by_mail=True, email="vera@example.org")).follower


def test_a_mail_program_stops_the_mails_with_one_request_and_its_owner_with_one_button(by_mail):
    address = path_of(link_to_stop(by_mail))
    client = Client(enforce_csrf_checks=True, headers=EN)
    page = client.get(address)  # as programs do that scan mails
    assert "go to vera@example.org" in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert Follower.objects.exists()

    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "You get no more mails" in text_of(answer)) == (200, True)
    assert not Follower.objects.exists()  # her address is forgotten, with what she followed
    assert not Follow.objects.exists()
    again = client.post("/unsubscribe/", {"link": link_in(address)})
    assert (again.status_code, text_of(again)) == (200, text_of(answer))


def test_an_account_keeps_its_list_and_gets_no_mails(by_mail):
    follow = FollowFactory(follower=FollowerFactory(user__email="Fatma@example.org"))
    Client(headers=EN).post(path_of(link_to_stop(follow.follower)))
    follow.follower.refresh_from_db()
    assert follow.follower.frequency == "never"
    assert follow.follower.queries == [follow.query]
    by_mail.refresh_from_db()
    assert by_mail.frequency == "weekly"


def test_an_old_link_stops_the_mails_of_the_account_that_took_the_address_over(by_mail):
    address = path_of(link_to_stop(by_mail))
    account = FollowerFactory(user__email=by_mail.email)
    account.take_over(by_mail)
    Client().post(address)
    account.refresh_from_db()
    assert account.frequency == "never"


def test_a_link_that_is_not_whole_or_of_another_kind_opens_nothing(by_mail):
    client = Client(headers=EN)
    see, stop = link_to_follows(by_mail), link_to_stop(by_mail)
    for page, link in (
        ("/unsubscribe/", ""),
        ("/unsubscribe/", link_in(see)),
        ("/unsubscribe/", link_in(stop)[:-3]),
        (PAGE, link_in(stop)),
        (PAGE, "x"),
        (PAGE, link_in(links.address("following", SEE, {"to": "an@example.org"}))),
    ):
        answer = client.post(page, {"link": link})
        assert (answer.status_code, "does not open" in text_of(answer)) == (410, True), (page, link)
    assert Follower.objects.get().frequency == "weekly"


def test_who_follows_by_mail_sees_and_changes_it_by_her_link(by_mail):
    client = Client(headers=EN)
    address = path_of(link_to_follows(by_mail))
    page = client.get(address)
    assert "Stop following" in text_of(page)
    assert "not kept until you sign in" not in text_of(page)
    link = link_in(address)
    answer = client.post(PAGE, {"link": link, "frequency": "daily", "language": "fr"})
    assert answer["Location"].startswith(f"{PAGE}?link=")
    by_mail.refresh_from_db()
    assert (by_mail.frequency, by_mail.language) == ("daily", "fr")
    assert client.get(answer["Location"])["Content-Language"] == "fr"
    closed = client.post(PAGE, {"link": link, "stop": by_mail.queries[0]}, follow=True)
    assert closed.status_code == 410
    assert not Follower.objects.exists()  # an address of which nothing is followed is of no use


def test_an_account_chooses_how_often_and_in_which_language():
    follower = FollowFactory(follower=FollowerFactory(user__language="en")).follower
    client = at_work(follower.user)
    assert "Mails about it" in text_of(client.get(PAGE))
    client.post(PAGE, {"frequency": "hourly", "language": "fr"})
    follower.refresh_from_db()
    assert (follower.frequency, follower.user.language) == ("weekly", "en")
    client.post(PAGE, {"frequency": "never", "language": "fr"})
    follower.refresh_from_db()
    assert (follower.frequency, User.objects.get().language) == ("never", "fr")
    assert Client(headers=EN).post(PAGE, {"frequency": "daily"}).status_code == 302  # nobody's
