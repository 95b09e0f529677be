"""Spreadsheets of calls that come in: a row is a call, named by its code, with the columns of the open data file."""

import re
from datetime import datetime, time
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields

from domains import cells
from domains.models import Domain
from domains.numbers import plain
from domains.record_sheet import RecordResource, widget_of
from funding.models import Call
from funding.questions import QUESTIONS
from partnerships.languages import columns

DERIVED = {"state", "is_example", "address"}  # columns of the open data file that no file brings in
WITH_AN_HOUR = re.compile(r"(?P<day>.+?)[T ] *(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(:00)?(?P<zone>[+-]\d{2}:\d{2})?")
MIDNIGHT, LAST_MINUTE = time(0, 0), time(23, 59)
UNITS = {"amount": "amount_eur", "min_grant": "min_grant_eur", "max_grant": "max_grant_eur", "rate": "rate_percent"}


def moment(cell, otherwise):
    """Return a moment in Brussels, at the hour that stands `otherwise` where the cell names a day only."""
    if isinstance(cell, datetime):
        hour = cell.time() if cell.time() != MIDNIGHT else otherwise
        return timezone.make_aware(datetime.combine(cell.date(), hour))
    written = cells.text(cell)
    match = WITH_AN_HOUR.fullmatch(written)
    day = cells.day(match["day"] if match else written)
    if day is None:
        return None
    try:
        hour = time(int(match["hour"]), int(match["minute"])) if match else otherwise
    except ValueError:
        raise ValueError(_("“%(cell)s” has no such hour: write 31/12/2026 17:00.") % {"cell": written}) from None
    if match and match["zone"]:
        return datetime.fromisoformat(f"{day}T{hour}{match['zone']}")
    return timezone.make_aware(datetime.combine(day, hour))


def opening(cell):
    return moment(cell, MIDNIGHT)


def deadline(cell):
    return moment(cell, LAST_MINUTE)


def percent(cell):
    """Return a share in percent; 0,7 can mean two things, and is asked about."""
    written = cells.text(cell).replace("%", "").strip()
    if not written:
        return None
    number = plain(written)
    if number is None or 0 < Decimal(number) <= 1:
        raise ValueError(_("“%(cell)s” is no share in percent: write 70 for 70 percent.") % {"cell": written})
    return Decimal(number)


def answers_to(question):
    """Return a reader of answers to a question of the finder, as their codes or in words."""
    choices = QUESTIONS[question].choices
    return lambda cell: sorted({cells.choice(name, choices) for name in cells.names(cell)})


READERS = {
    "amount": cells.euros,
    "min_grant": cells.euros,
    "max_grant": cells.euros,
    "rate": percent,
    "opens_at": opening,
    "deadline": deadline,
    "applicant": answers_to("applicant"),
    "type": answers_to("type"),
}


class CallResource(RecordResource):
    """How a row becomes a call. A column that is not there leaves what is stored; an empty cell empties it."""

    derived = DERIVED

    class Meta:
        model = Call
        fields = import_order = [
            *("code", "fund", "programme", "territory", "domains"),
            *(column for name in ("title", "summary", "objective", "applicants") for column in columns(name)),
            *("applicant", "type", "amount", "min_grant", "max_grant", "rate", "opens_at", "deadline"),
            *("contact_name", "contact_email", "website", "source", "basis", "checked_on"),
        ]
        import_id_fields = ["code"]
        skip_unchanged = report_skipped = clean_model_instances = use_transactions = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return fields.Field(field_name, UNITS.get(field_name, field_name), widget_of(django_field, READERS))

    def before_import_row(self, row, **kwargs):
        """Refuse a call that stands twice, and domains that do not exist, before anything is looked up."""
        self.refuse_twice(row, _("This call stands twice in the file."))
        named = {*cells.codes(row.get("domains"))}
        if unknown := named - {*Domain.objects.filter(slug__in=named).values_list("slug", flat=True)}:
            raise ValidationError({"domains": _("There is no “%(cell)s” on this site.") % {"cell": min(unknown)}})
        if named:
            row["domains"] = ",".join(sorted(named))
