"""Following: in the session of who has no account, with an account, and what becomes of the one at signing in."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from domains.following import Followed, query_of
from domains.models import Follow, Follower, Measure
from domains.models.follow import MOST
from partnerships import merging
from tests.back_office import at_work
from tests.factories import (
    PASSWORD,
    CallFactory,
    DomainFactory,
    FollowerFactory,
    FollowFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.reading import text_of

pytestmark = pytest.mark.django_db
PAGE = "/en/following/"


@pytest.fixture
def housing():
    return DomainFactory(slug="housing", title_en="Housing")


def visitor(**options):
    return Client(headers={"accept-language": "en"}, **options)


def session_of(client):
    return client.session.get("follows", [])


def test_a_page_offers_to_follow_it_and_only_a_press_of_the_button_does(housing):
    client = visitor()
    assert "/en/following/?domain=housing" in client.get("/en/domains/housing/").content.decode()
    offer = client.get(f"{PAGE}?domain=housing")
    assert "Domain: Housing" in text_of(offer)
    assert "no-store" in offer["Cache-Control"]
    assert session_of(client) == []

    page = client.post(PAGE, {"domain": "housing"}, follow=True)
    assert page.redirect_chain == [(PAGE, 302)]
    assert session_of(client) == ["domain=housing"]
    assert "not kept until you sign in" in text_of(page)
    assert "Follow this?" not in text_of(client.get(f"{PAGE}?domain=housing"))  # she does already
    client.post(PAGE, {"stop": "domain=housing"})
    assert session_of(client) == []


def test_what_does_not_exist_or_is_not_public_cannot_be_followed(housing):
    client = visitor()
    MeasureFactory(reference="m-draft", publication="draft", title_en="Secret")
    for query in ("domain=nowhere", "measure=m-draft", "nothing=housing", f"q={'a' * 300}", "domain="):
        answer = client.get(f"{PAGE}?{query}")
        assert (answer.status_code, "does not exist" in text_of(answer)) == (400, True), query
        assert "Secret" not in text_of(answer)
        name, value = query.split("=")
        client.post(PAGE, {name: value})
    assert session_of(client) == []


def test_the_same_filters_are_one_thing_however_they_are_written(housing):
    client = visitor()
    client.post(PAGE, {"status": ["running", "done"], "domain": "housing", "page": "2"})
    client.post(PAGE, {"domain": " housing ", "status": ["done", "running", "done"]})
    assert session_of(client) == ["domain=housing&status=done&status=running"]
    page = client.get(PAGE)
    assert "Domain: Housing · Status: done · Status: running" in text_of(page)
    assert "/en/measures/?domain=housing&amp;status=done" in page.content.decode()


def test_nobody_follows_more_than_a_page_can_show(housing):
    follower = FollowerFactory()
    for number in range(MOST):
        assert follower.add(f"domain={number}")
    assert follower.add("domain=0")
    answer = at_work(follower.user).post(PAGE, {"domain": "housing"})
    assert (answer.status_code, "more is not possible" in text_of(answer)) == (400, True)
    client = visitor()
    session = client.session
    session["follows"] = [f"domain={number}" for number in range(MOST)]
    session.save()
    assert client.post(PAGE, {"domain": "housing"}).status_code == 400
    assert len(session_of(client)) == MOST


def test_what_was_chosen_before_is_there_after_registering(housing):
    vera = visitor()
    for slug in ("housing", DomainFactory().slug, DomainFactory().slug):
        vera.post(PAGE, {"domain": slug})
    before = vera.session.session_key
    chosen = session_of(vera)
    vera.post(reverse("account_signup"), {"email": "vera@example.org", "password1": PASSWORD})
    vera.post(reverse("account_email_verification_sent"), {"code": mail.outbox[-1].body.split("\n\n")[2].strip()})

    assert Follower.objects.get(user__email="vera@example.org").queries == chosen
    assert session_of(vera) == []
    assert vera.session.session_key != before
    page = text_of(vera.get(PAGE))
    assert "Domain: Housing" in page
    assert "not kept until you sign in" not in page


def test_signing_in_adds_to_what_an_account_follows_and_takes_over_what_its_address_did(housing):
    fatma = UserFactory(email="fatma@example.org", visitor=True, password=PASSWORD)
    own = FollowFactory(follower=FollowerFactory(user=fatma))
    by_mail = FollowFactory(follower=FollowerFactory(by_mail=True, email="fatma@example.org"))
    client = visitor()
    for domain in ("housing", own.query.partition("=")[2]):
        client.post(PAGE, {"domain": domain})
    client.post(reverse("account_login"), {"login": fatma.email, "password": PASSWORD})
    assert Follower.objects.get().queries == [own.query, "domain=housing", by_mail.query]


def test_who_signs_in_and_chose_nothing_is_no_follower(housing):
    client = at_work(UserFactory(visitor=True))
    assert client.get(f"{PAGE}?domain=housing").status_code == 200
    assert not Follower.objects.exists()
    client.post(PAGE, {"domain": "housing"})
    assert Follower.objects.get().queries == ["domain=housing"]


def test_a_form_from_elsewhere_is_refused_and_leads_nowhere_else(housing):
    careful = visitor(enforce_csrf_checks=True)
    assert careful.post(PAGE, {"domain": "housing"}).status_code == 403
    answer = visitor().post(f"{PAGE}?next=https://evil.example/", {"domain": "housing", "next": "//evil.example"})
    assert answer["Location"] == PAGE


def test_a_follower_is_an_account_or_a_confirmed_address_and_each_once(housing):
    follower = FollowerFactory(by_mail=True, email="vera@example.org")
    wrong = [
        {"user": UserFactory(), "email": "an@example.org", "confirmed_at": timezone.now()},
        {"user": None, "email": "an@example.org"},
        {"user": None, "confirmed_at": timezone.now()},
        {"user": None, "email": "Vera@example.org", "confirmed_at": timezone.now()},
        {"user": UserFactory(), "frequency": "hourly"},
    ]
    for details in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Follower.objects.create(**details)
    follow = FollowFactory(follower=follower)
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(follower=follower, query=follow.query)
    assert str(follow) == follow.query
    assert str(follower) == "vera@example.org"


def test_what_was_merged_away_is_followed_as_what_it_became():
    old, new = OrganisationFactory(slug="old"), OrganisationFactory(slug="new")
    merging.merge(old, new)
    measure = MeasureFactory(organisation=new)
    followed = Followed("organisation=old")
    assert followed.is_there
    assert list(followed.among(Measure.objects.all())) == [measure]
    double = MeasureFactory(reference="m-double", publication="withdrawn", merged_into=measure)
    followed = Followed(f"measure={double.reference}")
    assert followed.is_there
    assert followed.page == measure.get_absolute_url()


def test_an_objective_is_followed_into_the_next_plan():
    before, after = ObjectiveFactory(code="O1"), ObjectiveFactory(code="N1")
    before.successor = after
    before.save()
    measures = {MeasureFactory(objective=before), MeasureFactory(objective=after)}
    MeasureFactory()
    assert set(Followed("objective=O1").among(Measure.objects.all())) == measures


def test_what_is_withdrawn_says_so_and_nothing_else():
    measure = MeasureFactory(reference="m-1", title_en="Secret")
    follower = FollowerFactory()
    follower.add("measure=m-1")
    Measure.objects.update(publication="withdrawn")
    page = text_of(at_work(follower.user).get(PAGE))
    assert "This is not public any more" in page
    assert "Secret" not in page
    assert not Followed("measure=m-1").among(Measure.objects.all()).exists()
    assert Followed("measure=m-1").domain is None
    assert measure.reference not in page


def test_each_thing_that_is_followed_has_a_feed(client, housing):
    measure = MeasureFactory(objective__domain=housing, territory=TerritoryFactory(code="44021"), title_nl="Taalbuddy")
    MeasureFactory(title_nl="Elders")
    call = CallFactory()
    call.domains.add(housing)
    for query in ("domain=housing", "territory=44021", f"measure={measure.reference}", "domain=housing&status=running"):
        feed = client.get(f"/feeds/following.atom?{query}&language=nl")
        assert feed["Content-Type"].startswith("application/atom+xml")
        assert "Taalbuddy" in feed.content.decode(), query
        assert "Elders" not in feed.content.decode(), query
    assert client.get("/feeds/following.atom").status_code == 404
    assert client.get("/feeds/following.atom?domain=nowhere").status_code == 404
    assert client.get("/feeds/following.atom?nothing=1").status_code == 400


def test_the_data_of_an_account_name_what_it_follows_and_go_with_it(housing):
    follow = FollowFactory()
    client = at_work(follow.follower.user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    kept = client.get(reverse("account_data")).json()
    assert kept["records"]["domains.follower.user"] == [{"frequency": "weekly", "follows__query": follow.query}]
    client.post(reverse("account_delete"))
    assert not Follower.objects.exists()


@pytest.mark.any_database
def test_nothing_to_follow_has_no_query(rf):
    assert query_of(rf.get("/").GET) == ""


def test_each_thing_that_is_followed_has_a_feed_and_a_calendar_that_programs_find(housing):
    client = visitor()
    client.post(PAGE, {"domain": "housing"})
    client.post(PAGE, {"domain": "housing", "status": "running"})
    page = client.get(PAGE).content.decode()
    for query in ("domain=housing", "domain=housing&amp;status=running"):
        for kind, address in (("atom+xml", "/feeds/following.atom"), ("calendar", "/calendar/following.ics")):
            address = f"{address}?{query}&amp;language=en"
            assert page.count(address) == 2, address  # in the head, and to press
            answer = client.get(address.replace("&amp;", "&"))
            assert (answer.status_code, kind in answer["Content-Type"]) == (200, True), address
