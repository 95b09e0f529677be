"""The files of open data about consultations, and about what organisations answered."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.files import IS_EXAMPLE
from funding.filters import ConsultationFilter
from funding.models import Consultation, Contribution
from partnerships.files import Column, File, address_of, in_languages


def consultations(filters):
    return filters.qs.with_state(timezone.localdate()).with_answers()


def contributions(filters):
    found = Contribution.objects.public().filter(consultation__in=filters.qs.values("pk").order_by())
    return found.order_by("consultation__slug", "organisation__slug")


FILES = {
    "consultations": File(
        about=_("What authorities are asked while a programme of a fund is made, runs and is looked back on."),
        columns=[
            Column("slug", _("Its name, which never changes.")),
            Column("fund", _("The fund that it is about."), "fund__slug"),
            Column("programme", _("The programme of that fund; empty where there is none."), "programme__slug"),
            Column("stage", _("preparation, implementation or review of the programme.")),
            Column(
                "state", _("Whether one can answer on the day of the file: open, announced or closed."), "state_then"
            ),
            *in_languages("title", _("Its title; empty where it has none in this language.")),
            *in_languages("question", _("What is asked.")),
            Column("opens_on", _("The first day on which one can answer.")),
            Column("closes_on", _("The last day to answer; empty: there is none.")),
            Column("contributions", _("How many organisations answered."), "answers"),
            Column("website", _("Where one can read more, and answer.")),
            Column("source", _("Where this was read.")),
            Column("basis", _("How sure we are of it.")),
            Column("checked_on", _("When its source was read last.")),
            Column("is_example", IS_EXAMPLE),
            address_of("consultation_detail", "slug"),
        ],
        filters=ConsultationFilter,
        public=Consultation.objects.all,
        records=consultations,
    ),
    "contributions": File(
        about=_("What organisations answered to consultations."),
        columns=[
            Column("consultation", _("What they answered to."), "consultation__slug"),
            Column("organisation", _("Who answered."), "organisation__slug"),
            Column("contributed_on", _("The day on which it was said.")),
            Column("language", _("The language of the text.")),
            Column("text", _("The heart of the answer.")),
            Column("website", _("Where the whole answer can be read."), "url"),
            Column("is_example", IS_EXAMPLE, "consultation__is_example"),
        ],
        filters=ConsultationFilter,
        public=Consultation.objects.all,
        records=contributions,
    ),
}
