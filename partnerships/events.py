"""The log of events: what happened to records and matters to who follows them. Readers keep how far they read.

What is written is told by triggers (`integration_plan.telling`), what a day brings by `come`.
"""

import time

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def kinds():
    """Return what can happen; asked when it is needed, so that a new kind takes no migration."""
    return Event.Kind.choices


class Event(models.Model):
    """What happened to a record and matters to who follows it; written with the change."""

    class Kind(models.TextChoices):
        MEASURE_PUBLISHED = "measure_published", _("measure published")
        MEASURE_WITHDRAWN = "measure_withdrawn", _("measure withdrawn")
        MEASURE_STATUS = "measure_status", _("status of a measure changed")
        REPORT_APPROVED = "report_approved", _("report approved")
        CALL_NEW = "call_new", _("new call")
        CALL_OPENED = "call_opened", _("call opened")
        CALL_OPENING_MOVED = "call_opening_moved", _("opening of a call moved")
        CALL_DEADLINE_MOVED = "call_deadline_moved", _("deadline of a call moved")
        CALL_REOPENED = "call_reopened", _("call opened again")
        CALL_CLOSED_EARLY = "call_closed_early", _("call closed early")
        CALL_AMOUNT_CHANGED = "call_amount_changed", _("amount of a call changed")
        CORRECTION_ANSWERED = "correction_answered", _("correction answered")
        MEETING_ANNOUNCED = "meeting_announced", _("meeting announced")
        MEETING_MOVED = "meeting_moved", _("meeting moved")
        MEETING_CALLED_OFF = "meeting_called_off", _("meeting called off")
        CONCLUSIONS_PUBLISHED = "conclusions_published", _("conclusions of a meeting published")
        PARTNERSHIP_NEW = "partnership_new", _("new partnership")
        PARTNERSHIP_END_MOVED = "partnership_end_moved", _("last day of a partnership moved")
        PARTNERSHIP_ENDED = "partnership_ended", _("partnership ended")
        MEMBER_JOINED = "member_joined", _("partnership has a new member")
        MEMBER_LEFT = "member_left", _("member left a partnership")
        QUESTION_PUT = "question_put", _("question put to everybody")

    kind = models.CharField(_("kind"), max_length=30, choices=kinds)
    at = models.DateTimeField(_("at"), default=timezone.now)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of record"))
    subject_id = models.PositiveBigIntegerField(_("record"))
    subject = GenericForeignKey("subject_type", "subject_id")
    details = models.JSONField(_("details"), default=dict, blank=True)
    quiet = models.BooleanField(_("quiet"), default=False, help_text=_("It stands on pages, and no mail tells of it."))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="event_subject"),
            models.Index(fields=["at", "id"], name="event_newest"),
            models.Index(fields=["kind", "at", "id"], name="event_newest_of_a_kind"),
        ]

    def __str__(self):
        return self.get_kind_display()


TABLE = Event._meta.db_table


def about(records):
    """Return the condition that an event is about one of these records."""
    kind = ContentType.objects.get_for_model(records.model)
    # The kind is asked inside: beside it, SQLite would read and sort all events of a kind instead of the newest first.
    is_of_kind = Exact(models.OuterRef("subject_type"), kind.pk)
    return models.Q(models.Exists(records.filter(is_of_kind, pk=models.OuterRef("subject_id")).order_by()))


def come(kind, records, moment, *others):
    """Tell of records whose moment came, each once; not when another kind of event told since then that it did.

    Two who do this at once meet at the records: the second waits, and then reads what the first one told.
    """
    with transaction.atomic():
        came = {record.pk: moment(record) for record in records.select_for_update(of=("self",))}
        subject = ContentType.objects.get_for_model(records.model)
        told = Event.objects.filter(subject_type=subject, subject_id__in=came, kind__in=[kind, *others])
        last_told = dict(told.order_by().values_list("subject_id").annotate(models.Max("at")))
        Event.objects.bulk_create(
            Event(kind=kind, at=at, subject_type=subject, subject_id=key)
            for key, at in came.items()
            if key not in last_told or last_told[key] < at
        )


def last():
    """Return the key of the last event, for `hush`; 0 when there is none."""
    return Event.objects.aggregate(last=models.Max("pk"))["last"] or 0


def settled(patience=30):
    """Return the key up to which the log is complete: no smaller one can appear later. None while somebody writes on.

    Keys are given out before they are committed: a long transaction may bring a smaller one after greater ones. On
    PostgreSQL who was given one holds a lock on the table until its transaction ends, so we wait for those who hold it
    now; later ones get greater keys. On SQLite writers follow each other, and keys are in the order of commits.
    """
    if connection.vendor == "sqlite":
        return last()
    until = _given_out()
    writers, deadline = _writers(), time.monotonic() + patience
    while writers & _writers():
        if time.monotonic() > deadline:
            return None
        time.sleep(0.05)
    return until


def _given_out():
    """Return the last key that anybody was given, committed or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')), 0)", [TABLE])
        return cursor.fetchone()[0]


def _writers():
    """Return the transactions that have written, or may have, into the log and are not at their end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND pid <> pg_backend_pid()",
            [TABLE],
        )
        return {transaction for (transaction,) in cursor.fetchall()}


def hush(records, since, **changes):
    """Make quiet what happened to some records of one kind after event `since`: for imports, of which no mail tells.

    `changes` are of the event itself, such as when it happened really.
    """
    keys = [record.pk for record in records]
    kind = ContentType.objects.get_for_model(type(records[0])) if keys else None
    Event.objects.filter(subject_type=kind, subject_id__in=keys, pk__gt=since).update(quiet=True, **changes)
