"""The file of open data about calls: what goes out has the columns with which calls come in."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.files import IS_EXAMPLE
from funding.filters import CallFilter
from funding.models import Call
from funding.timing import BRUSSELS
from partnerships.files import Column, File, address_of, in_languages


def calls():
    return Call.objects.nearest_first(timezone.now())


def in_brussels():
    """Return a function that writes a moment as the clock in Brussels shows it: 2026-03-16T17:00+01:00."""
    return lambda moment: moment and moment.astimezone(BRUSSELS).isoformat(timespec="minutes")


def with_commas():
    return ", ".join


FILE = File(
    about=_("Calls that one can apply for, now or soon, and those of before."),
    columns=[
        Column("code", _("The number or code that its publisher gave it.")),
        Column("state", _("Whether one can apply at the moment of the file."), "state_then"),
        Column("fund", _("The fund whose money it is."), "fund__slug"),
        Column("programme", _("The programme of that fund; empty where there is none."), "programme__slug"),
        Column("territory", _("The code of the place that the money is meant for."), "territory__code"),
        *in_languages("title", _("Its title; empty where it has none in this language.")),
        *in_languages("summary", _("What it is about, in short.")),
        *in_languages("objective", _("The policy objective or specific objective, as the call names it.")),
        *in_languages("applicants", _("Who can apply, in the words of the call.")),
        Column("applicant", _("Kinds of applicants; empty: everybody, as far as is known."), writer=with_commas),
        Column("type", _("Kinds of work; empty: all, as far as is known."), writer=with_commas),
        Column("amount_eur", _("How much there is, in euros; empty where it is not stated."), "amount"),
        Column("min_grant_eur", _("The least for one applicant, in euros."), "min_grant"),
        Column("max_grant_eur", _("The most for one applicant, in euros."), "max_grant"),
        Column("rate_percent", _("The share the EU pays, in percent: 70 is 70 %."), "rate"),
        Column("opens_at", _("When it opens, in Brussels time; empty: not known yet."), writer=in_brussels),
        Column("deadline", _("When it closes, in Brussels time; empty: there is no deadline."), writer=in_brussels),
        Column("contact_name", _("Who answers questions.")),
        Column("contact_email", _("Their mailbox.")),
        Column("website", _("Where the call itself is.")),
        Column("source", _("Where this was read.")),
        Column("basis", _("How sure we are of it.")),
        Column("checked_on", _("When its source was read last.")),
        Column("is_example", IS_EXAMPLE),
        address_of("call_detail", "code"),
    ],
    filters=CallFilter,
    public=calls,
)
