"""The way of a spreadsheet: it is looked at, stored after a yes, and undone when somebody asks.

A short file goes its way at once, in one transaction. A long one waits in the table of imports, which is the queue:
a worker (`manage.py run_imports`) takes it, some hundreds of rows at a time, each time in a short transaction together
with what undoes them; so others go on writing meanwhile. Where a worker was killed, another one goes on after a while:
what is stored and how far that is was written in one transaction. What fails or is cancelled is undone.
"""

import datetime
import logging
import secrets
import time
from contextlib import contextmanager, nullcontext, suppress
from types import SimpleNamespace

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override
from simple_history.models import HistoricalRecords

from domains import spreadsheets, storing, workbooks
from domains.models import Measure, SpreadsheetImport
from domains.preview import Preview
from domains.resources import OF_REFUSED_ROWS
from domains.rows import BATCH, Reader, promise
from domains.spreadsheets import UnusableFileError

logger = logging.getLogger(__name__)

AT_ONCE = 1000  # rows of a file that nobody has to wait for
AT_ONCE_BYTES = 2 * spreadsheets.MEGABYTE
MOST_REFUSED = 5000  # rows in the file of rows to correct
LEASE = datetime.timedelta(minutes=2)  # a worker that gives no sign for so long is gone
PAUSE = 0.01  # seconds in which others get their turn to write
State = SpreadsheetImport.State


class TooLongError(Exception):
    """A file has more rows than are taken at once."""


class ChangedMeanwhileError(Exception):
    """A row would not do any more what was shown."""


class GoneError(Exception):
    """Another worker has this import now, or somebody cancelled it."""


class Worker:
    """Does the work of imports for whoever calls it; `sheet_class` knows the columns."""

    def __init__(self, sheet_class, most_rows=None):
        self.sheet_class, self.most_rows = sheet_class, most_rows
        self.name = secrets.token_hex(8)

    # Whose turn it is.

    def take_one(self) -> SpreadsheetImport | None:
        """Do the work of the import that waits longest; return it, or nothing when none waits."""
        waiting = SpreadsheetImport.objects.filter(state__in=SpreadsheetImport.AT_WORK).filter(_nobody_s())
        for key in waiting.order_by("uploaded_at").values_list("pk", flat=True)[:5]:
            if job := self.claim(key):
                self.work(job)
                return job
        return None

    def claim(self, key) -> SpreadsheetImport | None:
        """Take an import that nobody works on; of two who try, one gets it."""
        mine = {"worker": self.name, "worked_at": timezone.now()}
        taken = SpreadsheetImport.objects.filter(_nobody_s(), pk=key).update(**mine)
        return SpreadsheetImport.objects.select_related("organisation__territory", "by").get(pk=key) if taken else None

    def work(self, job):
        """Do what an import waits for, in the words of the person whose it is."""
        steps = {State.LOOKING: self.look, State.STORING: self.store, State.UNDOING: self.undo}
        try:
            with override(job.language), _acting_as(job.by):
                steps[job.state](job)
        except GoneError:
            job.refresh_from_db()
            if job.worker == self.name:
                self._stop(job)
        except TooLongError:
            self._rest(job, job.state)
        except Exception:
            logger.exception("Import %s failed while it was %s.", job.pk, job.state)
            with suppress(GoneError):
                self._fail(job)

    def _fail(self, job):
        """Tell of what nobody foresaw; what is stored already is undone, where that can be."""
        with override(job.language):
            fault = gettext("The site cannot store this file. Show it to your curator.")
        self._move(job, preview=job.preview | {"fault": fault})
        if job.state == State.STORING:
            self._go_on(job, State.UNDOING)
        else:
            self._rest(job, State.UNUSABLE)

    def _stop(self, job):
        """Let somebody have her way who cancelled: what is stored already is undone."""
        self._move(job, cancelled=True)
        if job.state == State.STORING:
            self._go_on(job, State.UNDOING)
        else:
            self._rest(job, State.CANCELLED)

    def _rest(self, job, state, **more):
        self._move(job, state=state, worker="", worked_at=None, rows_done=0, **more)

    def _go_on(self, job, state):
        """Let the next step follow at once."""
        self._move(job, state=state, rows_done=0)
        self.work(job)

    def _move(self, job, **values):
        for name, value in values.items():
            setattr(job, name, value)
        mine = SpreadsheetImport.objects.filter(pk=job.pk, worker=self.name)
        if not mine.update(**values):
            raise GoneError

    def _beat(self, job, rows_done):
        """Say how far it is; stop when the import was cancelled, or is in other hands."""
        job.rows_done = rows_done
        mine = SpreadsheetImport.objects.filter(pk=job.pk, worker=self.name).exclude(cancelled=True)
        if not mine.update(rows_done=rows_done, worked_at=timezone.now()):
            raise GoneError

    def _sheet(self, job):
        may_change_public = job.by is None or job.by.may_approve  # nobody: an operator on the command line
        return self.sheet_class(job.organisation, may_change_public=may_change_public)

    def _opened(self, job):
        """Return the sheet, its file and the reader of its rows."""
        sheet, file = self._sheet(job), spreadsheets.read(bytes(job.file))
        return sheet, file, Reader(sheet, file.names)

    # The steps.

    def look(self, job):
        """Read all rows and keep what each would do, and the wrong ones in a file to correct. Nothing is stored."""
        try:
            sheet, file, reader = self._opened(job)
            preview, promises, refused = Preview(sheet), [], []
            for chunk in reader.chunks(file):
                rows = reader.read(chunk)
                preview.take(rows)
                promises.append(promise(rows))
                refused += [bare(row) for row in rows if row.faults][: MOST_REFUSED - len(refused)]
                self._refuse_too_long(preview)
                self._beat(job, preview.counts.total())
        except UnusableFileError as error:
            self._rest(job, State.UNUSABLE, preview={"fault": str(error)})
            return
        self._rest(
            job,
            State.LOOKED,
            preview=preview.stored(unknown=reader.unknown),
            promises=promises,
            refused=refused_rows(file.names, refused, sheet) if refused else None,
        )

    def _refuse_too_long(self, preview):
        if self.most_rows and preview.counts.total() > self.most_rows:
            raise TooLongError

    def store(self, job):
        """Store what was shown and said yes to; when it would be something else by now, undo it and look again."""
        try:
            with self._at_once():
                self._store_rows(job)
        except (ChangedMeanwhileError, IntegrityError):
            job.changed_meanwhile = True
            SpreadsheetImport.objects.filter(pk=job.pk).update(changed_meanwhile=True)
            self._go_on(job, State.UNDOING)
        else:
            self._rest(job, State.STORED)

    def _store_rows(self, job):
        sheet, file, reader = self._opened(job)
        stamp, done = storing.stamp(job.by), job.rows_done
        for number, chunk in enumerate(reader.chunks(file)):
            is_done = number * BATCH < done  # before its worker was killed
            with transaction.atomic():
                rows = reader.read(chunk, lock=not is_done)
                if is_done:
                    continue
                if promise(rows) != job.promises[number]:
                    raise ChangedMeanwhileError
                storing.store(rows, sheet, stamp)
                storing.keep_what_was(job, rows, sheet)
                self._beat(job, number * BATCH + len(chunk))
            self._let_others_write()

    def undo(self, job):
        """Put back what was there before, the last row first; what somebody changed since stays as she left it."""
        with self._at_once():
            self._put_rows_back(job)
        if job.changed_meanwhile:
            self._go_on(job, State.LOOKING)
        else:
            ended = State.CANCELLED if job.cancelled else State.UNDONE
            self._rest(job, State.UNUSABLE if "fault" in job.preview else ended)

    def _put_rows_back(self, job):
        sheet, stamp = self.sheet_class(None), storing.stamp(job.undone_by or job.by, storing.UNDONE)
        left = job.imported_rows.untouched().select_related("measure").order_by("-number")
        last, done = None, job.rows_done
        while batch := list((left.filter(number__lt=last) if last else left)[:BATCH]):
            with transaction.atomic():
                put_back(batch, sheet, stamp)
                done += len(batch)
                self._move(job, rows_done=done, worked_at=timezone.now())
            last = batch[-1].number
            self._let_others_write()

    def _at_once(self):
        """Give the transaction of a short file; a long one has many."""
        return transaction.atomic() if self.most_rows else nullcontext()

    def _let_others_write(self):
        if not self.most_rows and connection.vendor == "sqlite":
            time.sleep(PAUSE)


def put_back(imported_rows, sheet, stamp):
    """Make the measures of these rows say again what they said before; new ones go."""
    locked = Measure.objects.filter(pk__in=[row.measure_id for row in imported_rows])
    versions = dict(locked.order_by("pk").select_for_update(of=("self",)).values_list("pk", "version"))
    rows = [row for row in imported_rows if versions.get(row.measure_id) == row.version]
    came = [row.measure_id for row in rows if row.before is None]
    Measure.objects.filter(pk__in=came).delete()
    gone = Measure.history.filter(id__in=came, history_type="-")
    gone.update(history_change_reason=stamp.reason, history_user=stamp.by)
    before = [
        (row.number, {"reference": row.measure.reference, **row.before}) for row in rows if row.before is not None
    ]
    storing.store(Reader(sheet).read(before, lock=True), sheet, stamp)
    type(imported_rows[0]).objects.filter(pk__in=[row.pk for row in rows]).delete()


def go(job, sheet_class) -> None:
    """Do the work of an import at once when it is short; else leave it to a worker."""
    if len(job.file) > AT_ONCE_BYTES or max(job.rows, job.imported_rows.count()) > AT_ONCE:
        return
    worker = Worker(sheet_class, AT_ONCE)
    if claimed := worker.claim(job.pk):
        worker.work(claimed)


def bare(row):
    """Return a row without its measure: of the refused ones there may be many."""
    row.measure, row.before, row.now = None, {}, {}
    return row


def refused_rows(names, rows, sheet) -> bytes:
    """Return a workbook with the rows that are refused, each with the reason, to correct and import."""
    names = [name for name in names if name not in OF_REFUSED_ROWS]
    lines = [
        workbooks.Line(
            [row.number, reason(row), *(row.cells[name] for name in names)],
            frozenset(place for place, name in enumerate(names, start=2) if name in row.faults),
        )
        for row in rows
    ]
    return workbooks.to_excel("refused", [*OF_REFUSED_ROWS, *names], lines, sheet)


def reason(row) -> str:
    """Return in one text what is wrong with a row."""
    told = [(column, sentence) for column, sentences in row.faults.items() for sentence in sentences]
    return " ".join(f"{column}: {sentence}" if column else sentence for column, sentence in told)


def _nobody_s():
    return Q(worked_at__isnull=True) | Q(worked_at__lt=timezone.now() - LEASE)


@contextmanager
def _acting_as(user):
    """Let the history say whose work this is, as it does of a request."""
    context = HistoricalRecords.context
    before = getattr(context, "request", None)
    context.request = SimpleNamespace(user=user)
    try:
        yield
    finally:
        if before is None:
            del context.request
        else:
            context.request = before
