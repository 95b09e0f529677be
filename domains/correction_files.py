"""The file of open data about errors that readers reported; nothing that readers wrote is in it."""

from dataclasses import dataclass
from operator import attrgetter

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from domains.filters import CorrectionFilter
from domains.models import Correction
from partnerships.files import AT_ONCE, Column, File, address_of


@dataclass(frozen=True, slots=True)
class FileOfCorrections(File):
    """A file of what records say of themselves: their number and days are in no column of the database."""

    def rows(self, filters):
        read = attrgetter(*(column.path or column.name for column in self.columns))
        write_address = self.columns[-1].writer()
        for correction in filters.qs.annotate(reference=F("measure__reference")).iterator(chunk_size=AT_ONCE):
            *row, ticket = read(correction)
            yield [*row, write_address(ticket)]


FILES = {
    "corrections": FileOfCorrections(
        about=_("Errors that readers reported, and what was done with them; never who reported them."),
        columns=[
            Column("number", _("By which a reader finds it: 2026-0042."), "ticket"),
            Column("reported_page", _("The page that it is about: its address here, without the language."), "page"),
            Column("measure", _("The measure that the page is about, by its reference."), "reference"),
            Column("part", _("What is wrong there: figure, money, day, text and so on.")),
            Column("state", _("received, looked_at, corrected or not_corrected.")),
            Column("received_on", _("The day on which it came.")),
            Column("answered_on", _("The day of the answer; empty before.")),
            Column("days", _("After how many days it was answered; empty before.")),
            Column("answer", _("What was corrected, or why not; empty before."), "public_answer"),
            Column("language", _("The language of the reader, and of the answer.")),
            address_of("correction_detail", "ticket"),
        ],
        filters=CorrectionFilter,
        public=Correction.objects.public,
    ),
}
