"""Every letter of the site says the same as text and as a page, in every language."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.letters import LETTERS, letter
from domains import corrections, reminders, subscribing
from integration_plan import digests
from partnerships import events
from tests.factories import (
    AnswerAddressFactory,
    FollowerFactory,
    FollowFactory,
    InvitationFactory,
    MeasureFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
)
from tests.mails import words_of_both

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
MAILS = Path(__file__).resolve().parent.parent / "templates" / "mails"


def account(language):
    return [letter(name, "vera@example.org", language, code="123456") for name in LETTERS]


def begin(language):
    return [subscribing.invitation("vera@example.org", ["domain=housing"] * number, language) for number in (1, 2)]


def correction(language):
    return [corrections.letter(AnswerAddressFactory(correction__language=language, correction__answered=True))]


def digest(language):
    """Return one with few and one with many changes, and with what is withdrawn."""
    follow = FollowFactory(follower=FollowerFactory(by_mail=True, language=language))
    domain = MeasureFactory(publication="draft").objective.domain
    follow.follower.add(f"domain={domain.slug}")
    measures = MeasureFactory.create_batch(digests.MOST + 2, objective__domain=domain, is_example=True)
    few = digests.Digests(events.last() - digests.MOST).parts_for(follow.follower)
    measures[0].publication = "withdrawn"
    measures[0].save()
    many = digests.Digests(events.last()).parts_for(follow.follower)
    return [digests.digest(follow.follower, parts) for parts in (few, many)]


def invitation(language):
    InvitationFactory(language=language).send()
    return [mail.outbox.pop()]


def reminder(language):
    """Return those of who reports, with something returned, and of who approves."""
    clerk = UserFactory(language=language)
    of_hers = {"organisation": clerk.organisation, "objective": MeasureFactory().objective}
    this_round = ReportingRoundFactory(plan=of_hers["objective"].domain.plan)
    for review in ("returned", "submitted"):
        reason = {"reason": "Opnieuw tellen"} if review == "returned" else {"submitted_by": clerk}
        ReportFactory(measure=MeasureFactory(**of_hers), round=this_round, draft=True, review=review, **reason)
    UserFactory(language=language, organisation=clerk.organisation, approver=True)
    day = timezone.localdate()
    stages = reminders.stages_on(day)
    people = [person for person in reminders.people() if person.organisation == clerk.organisation]
    return [reminders.digest(person, reminders.parts_for(person, stages, day)) for person in people]


BY_PAGE = {made.__name__: made for made in (account, begin, correction, digest, invitation, reminder)}


def test_every_letter_is_tried_here_and_has_both_forms():
    pages = {page.stem for page in MAILS.glob("*.html")} - {"base"}
    assert pages == {text.stem for text in MAILS.glob("*.txt")} == BY_PAGE.keys()


@pytest.mark.parametrize("name", BY_PAGE)
def test_the_text_of_a_letter_says_what_its_page_says(name):
    for language in dict(settings.LANGUAGES):
        for message in BY_PAGE[name](language):
            text, of_page = words_of_both(message)
            assert text == of_page, (name, language)
            assert message.extra_headers["Auto-Submitted"] == "auto-generated"
