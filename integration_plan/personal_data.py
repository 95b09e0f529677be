"""What is kept of people: one table, which the privacy page shows and `expire_personal_data` carries out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Invitation, User
from domains.models import Answer, AnswerAddress, Reminder

UNTIL_DELETED = _("until you delete your account, or a curator does")


@dataclass(frozen=True)
class Rule:
    """One kind of what is kept: what, why, and for how many days; or, without days, until when."""

    name: str
    what: str
    why: str
    days: int | None = None
    until: str = ""
    begun_before: Callable[[datetime], QuerySet] | None = None

    @property
    def how_long(self) -> str:
        """Say in words how long it is kept."""
        return self.until if self.days is None else ngettext("%d day", "%d days", self.days) % self.days

    def over(self, now: datetime) -> QuerySet:
        """Return what has been kept long enough."""
        return self.begun_before(now - timedelta(days=self.days))


RULES = (
    Rule(
        "account",
        _("your e-mail address, your language, your password in a form that nobody can read, your second factors"),
        _("so that you can sign in, and that mails reach you in your language"),
        until=UNTIL_DELETED,
    ),
    Rule(
        "staff",
        _("of staff also: name, organisation and role"),
        _("so that colleagues know who changed what, and that everybody sees only what is theirs to see"),
        until=UNTIL_DELETED,
    ),
    Rule(
        "changes",
        _("of staff also: which records you changed, and when"),
        _("so that a change can be understood and undone; colleagues and curators see it, the public does not"),
        until=_("the change stays; your name goes with your account"),
    ),
    Rule(
        "unconfirmed accounts",
        _("accounts whose e-mail address was never confirmed"),
        _("so that somebody can still type the code"),
        days=7,
        begun_before=lambda moment: User.objects.filter(joined_at__lt=moment).exclude(emailaddress__verified=True),
    ),
    Rule(
        "sessions",
        _("where you are signed in: address of the computer, browser, and since when"),
        _("so that you notice when it is not you, and can sign out everywhere"),
        days=1,
        begun_before=lambda moment: UserSession.objects.filter(created_at__lt=moment),
    ),
    Rule(
        "cookies",
        _("what a signed-in browser is known by"),
        _("so that you stay signed in for a working day"),
        days=1,
        begun_before=lambda moment: Session.objects.filter(expire_date__lt=moment + timedelta(days=1)),
    ),
    Rule(
        "failed sign-ins",
        _("failed sign-ins: e-mail address, address of the computer, browser"),
        _("to stop people who guess passwords"),
        days=30,
        begun_before=lambda moment: AccessAttempt.objects.filter(attempt_time__lt=moment),
    ),
    Rule(
        "invitations",
        _("invitations: to which address, by whom, and when"),
        _("so that an approver sees who was invited"),
        days=365,
        begun_before=lambda moment: Invitation.objects.filter(sent_at__lt=moment),
    ),
    Rule(
        "reminders",
        _("reminders: to whom, about which reporting round, and when"),
        _("so that nobody is reminded twice"),
        days=730,
        begun_before=lambda moment: Reminder.objects.filter(claimed_at__lt=moment),
    ),
    Rule(
        "follows",
        _("of who follows something and has an account: what, and how often mails tell of it"),
        _("so that it is there when you sign in again, and mails tell only what is new"),
        until=_("until you stop following it, or delete your account"),
    ),
    Rule(
        "follows by mail",
        _("of who follows something by mail without an account: the e-mail address, since when, and what"),
        _("so that the mails reach you; nothing is kept before you press the link that we sent to that address"),
        until=_("until you stop following it, end the mails with the link in each of them, or they come back for days"),
    ),
    Rule(
        "addresses for answers",
        _("the e-mail address to which you asked an answer, when you reported an error"),
        _("so that the answer reaches you; it is removed this long after that was sent"),
        days=30,
        begun_before=lambda moment: AnswerAddress.objects.filter(sent_at__lt=moment),
    ),
    Rule(
        "addresses without an answer",
        _("that address when no answer was sent to it"),
        _("so that a late answer still reaches you; it is removed this long after you reported the error"),
        days=365,
        begun_before=lambda moment: AnswerAddress.objects.filter(
            sent_at=None, correction__received_on__lt=timezone.localdate(moment)
        ),
    ),
    Rule(
        "refused answers",
        _("answers to a question put to everybody that were refused; of others nothing is kept that tells who wrote"),
        _("so that a mistake can be put right"),
        days=30,
        begun_before=lambda moment: Answer.objects.filter(
            state=Answer.State.REFUSED, decided_on__lt=timezone.localdate(moment)
        ),
    ),
    Rule(
        "log of the back office",
        _("who changed an account, an invitation or a rule"),
        _("so that a mistake can be understood"),
        days=730,
        begun_before=lambda moment: LogEntry.objects.filter(action_time__lt=moment),
    ),
)
