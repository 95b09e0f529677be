"""Mails about an account: what each says. Text and page are made of the same sentences, so that they cannot differ."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.mails import mail

NOT_ASKED = _("You did not ask for this? Then do nothing: without the code, nothing changes.")
NOT_YOU = _("Was it not you? Choose a new password at once, and tell the curator of this site.")


@dataclass(frozen=True)
class Letter:
    """A mail: its subject, what it says before and after its code, and the page it leads to."""

    subject: str
    sentence: str
    closing: str = NOT_YOU
    page: str = ""
    label: str = ""


def notice(subject: str) -> Letter:
    """Return a mail that tells somebody what was done with her account, so that she notices when it was not she."""
    return Letter(subject, _("This was done with your account a moment ago: %(what)s."), NOT_YOU, *NEW_PASSWORD)


NEW_PASSWORD = ("account_reset_password", _("Choose a new password"))
PROVE = Letter(_("Your code"), _("Type this code on the page that asks for it. It is good for 15 minutes."), NOT_ASKED)

# By the name that allauth gives a mail.
LETTERS = {
    "account/email/email_confirmation_signup": PROVE,
    "account/email/email_confirmation": PROVE,
    "account/email/password_reset_code": PROVE,
    "account/email/account_already_exists": Letter(
        _("You have an account already"),
        _("Somebody wants to register with your e-mail address. It has an account already: sign in with it."),
        _("Was it not you? Then do nothing: nobody learns that you have an account."),
        *NEW_PASSWORD,
    ),
    "account/email/unknown_account": Letter(
        _("There is no account with your e-mail address"),
        _("Somebody gave your e-mail address to sign in or to choose a new password, and there is no account with it."),
        _("Was it not you? Then do nothing: nothing is kept of this."),
        "account_signup",
        _("Register"),
    ),
    "account/email/password_changed": notice(_("your password was changed")),
    "account/email/password_reset": notice(_("your password was changed")),
    "account/email/password_set": notice(_("a password was chosen")),
    "account/email/email_changed": notice(_("your e-mail address was changed")),
    "socialaccount/email/account_connected": notice(_("signing in through your organisation was added")),
    "mfa/email/totp_activated": notice(_("an app that shows codes was added")),
    "mfa/email/totp_deactivated": notice(_("the app that shows codes was removed")),
    "mfa/email/webauthn_added": notice(_("a passkey was added")),
    "mfa/email/webauthn_removed": notice(_("a passkey was removed")),
    "mfa/email/recovery_codes_generated": notice(_("new recovery codes were made")),
}


def letter(name: str, to: str, language: str, code: str = "") -> EmailMultiAlternatives:
    """Return the mail of that name, in a language."""
    content = LETTERS[name]
    with translation.override(language):
        subject = str(content.subject)
        context = {
            "sentence": content.sentence % {"what": subject},
            "closing": content.closing,
            "code": code,
            "link": f"{settings.SITE_URL}{reverse(content.page)}" if content.page else "",
            "label": content.label,
            "site": settings.SITE_URL,
        }
        return mail("mails/account.html", subject[:1].upper() + subject[1:], to, context)
