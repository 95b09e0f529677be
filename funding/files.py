"""The files of open data about money."""

from django.db.models import Case, F, TextField, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.files import DOMAIN, IS_EXAMPLE, PLAN
from domains.filters import PartFilter
from domains.models import Measure, Objective
from funding import gaps, list_of_calls, list_of_consultations, list_of_operations
from funding.filters import AskedFilter, GapFilter
from funding.models import Allocation, Application
from partnerships.files import PLACE_PATH, Column, File, codes_around
from partnerships.models import Territory


def allocations(filters):
    return Allocation.objects.to(filters.qs, filters.form.cleaned_data["fund"]).order_by("measure", "pk")


def applications(filters):
    """Return what was sent in; why it was refused is told when everybody may read it."""
    found = Application.objects.to(filters.qs, filters.form.cleaned_data["fund"]).with_standing()
    told = {
        name: Case(When(lesson_is_public=True, then=F(name)), default=Value(""), output_field=TextField())
        for name in ("refusal", "lesson")
    }
    return found.annotate(**{f"told_{name}": text for name, text in told.items()}).order_by("pk")


class GapFile(File):
    """A file with a row for each objective, in a place and in each place directly in it: as the gap map shows them."""

    def rows(self, filters):
        place = filters.form.cleaned_data["territory"]
        territories = Territory.objects.for_list()
        found = gaps.Map(filters.qs.select_related("domain__plan"), territories, place, timezone.localdate())
        for where in (place, *found.parts):
            for objective in found.objectives:
                gap = found.gap(objective, [objective], where)
                yield [
                    where.code if where else "",
                    objective.domain.plan.slug,
                    objective.domain.slug,
                    objective.code,
                    gap.measures,
                    gap.with_money,
                    gap.asking,
                    " ".join(fund.slug for fund in gap.funds),
                    gap.kind,
                ]


FILES = {
    "calls": list_of_calls.FILE,
    **list_of_consultations.FILES,
    "gaps": GapFile(
        about=_("Where measures have no EU money, and where EU money has no measures."),
        columns=[
            Column("territory", _("The code of the place; empty for everywhere.")),
            Column("plan", PLAN),
            Column("domain", DOMAIN),
            Column("objective", _("The objective, by its code.")),
            Column("measures", _("How many measures are planned, running or done.")),
            Column("with_eu_money", _("How many of these have EU money.")),
            Column("asking", _("How many of the others asked a fund that has not answered.")),
            Column("funds", _("The funds that support the objective and can pay there, with spaces between them.")),
            Column("gap", _("no-money: measures, and none has EU money; no-measures: funds, and no measure.")),
        ],
        filters=GapFilter,
        public=Objective.objects.all,
    ),
    "operations": list_of_operations.FILE,
    "applications": File(
        about=_("What published measures asked of funds, and what became of it."),
        columns=[
            Column("reference", _("Its name, which never changes.")),
            Column("measure", _("The reference of the measure."), "measure__reference"),
            Column("plan", PLAN, "measure__objective__domain__plan__slug"),
            Column("domain", DOMAIN, "measure__objective__domain__slug"),
            Column("objective", _("The main objective of the measure."), "measure__objective__code"),
            Column("organisation", _("Who applied."), "measure__organisation__slug"),
            Column("territory", _("The code of the place where the measure happens."), "measure__territory__code"),
            Column("territory_path", PLACE_PATH, "measure__territory__path", codes_around),
            Column("fund", _("The fund that was asked."), "fund__slug"),
            Column("programme", _("The programme of that fund; empty when it is not known."), "programme__slug"),
            Column("call", _("The call that was answered, by its code; empty when it is not known."), "call__code"),
            Column("file_number", _("The number that the fund's authority gave it.")),
            Column("state", _("applied, granted, running, paid, refused or withdrawn."), "standing"),
            Column("applied_on", _("The day on which it was sent in.")),
            Column("granted_on", _("The day on which it was granted; empty when it was not.")),
            Column("started_on", _("The day since which it runs.")),
            Column("paid_on", _("The day of the last payment.")),
            Column("refused_on", _("The day on which it was refused.")),
            Column(
                "withdrawn_on", _("The day on which the applicant withdrew it: a grant does not count from then on.")
            ),
            Column("asked_eur", _("What was asked for, in euros; empty when it is not reported.")),
            Column("granted_eur", _("What was granted, in euros; it is part of what was asked for.")),
            Column("paid_eur", _("What was paid, in euros.")),
            Column(
                "refusal",
                _("Why it was refused; empty unless the organisation lets everybody read it."),
                "told_refusal",
            ),
            Column(
                "lesson", _("What was learnt; empty unless the organisation lets everybody read it."), "told_lesson"
            ),
            Column("is_example", IS_EXAMPLE, "measure__is_example"),
        ],
        filters=AskedFilter,
        public=Measure.objects.public,
        records=applications,
    ),
    "allocations": File(
        about=_("What published measures say they get, by source."),
        columns=[
            Column("measure", _("The reference of the measure."), "measure__reference"),
            Column("plan", PLAN, "measure__objective__domain__plan__slug"),
            Column("domain", DOMAIN, "measure__objective__domain__slug"),
            Column("fund", _("The fund it comes from; empty for own means."), "fund__slug"),
            Column("amount_eur", _("How much, in euros."), "amount"),
            Column("is_example", IS_EXAMPLE, "measure__is_example"),
        ],
        filters=PartFilter,
        public=Measure.objects.public,
        records=allocations,
    ),
}
