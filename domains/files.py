"""Files of open data about plans and measures: with these alone every figure on the pages can be counted again."""

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.filters import ActionFilter, MeasureFilter, ObjectiveFilter, PartFilter, PlanFilter
from domains.models import Action, ActionPlan, Kpi, Measure, Milestone, Objective, Report, ReportingRound
from partnerships.files import PLACE_PATH, Column, File, address_of, codes_around, in_languages

TITLE = _("Its title; empty where it was not written in this language.")
BELOW = _("When it counts people, more than none and fewer than this; empty when the number itself is told.")
PLAN, DOMAIN = _("The plan it belongs to."), _("The domain it belongs to.")
IS_EXAMPLE = _("True for example data, which nobody has carried out.")


def measures(filters):
    """Return measures with the days, beside their own, that decide where they stand: only what is approved counts."""
    today = timezone.localdate()
    steps = Milestone.objects.filter(measure=OuterRef("pk"), done_on=None).order_by("due_on")
    reports = Report.objects.approved(today).filter(measure=OuterRef("pk")).order_by("-reported_on")
    due = ReportingRound.objects.last_due_on(today)
    asked = due.filter(plan=OuterRef("objective__domain__plan"), ends_on__gte=OuterRef("starts_on"))
    return filters.qs.order_by("pk").annotate(
        first_open_milestone_due_on=Subquery(steps.values("due_on")[:1]),
        last_reported_on=Subquery(reports.values("reported_on")[:1]),
        last_round_deadline=Subquery(asked.values("deadline")[:1]),
        last_round_reported_on=Subquery(reports.filter(round__in=due.values("pk")).values("reported_on")[:1]),
    )


def kpis(filters):
    of_measures = Kpi.objects.filter(measure__in=filters.qs.order_by().values("pk"))
    return of_measures.for_public().order_by("measure", "pk")


FILES = {
    "plans": File(
        about=_("Action plans and their periods."),
        columns=[
            Column("slug", _("Its name in addresses and in the other files.")),
            *in_languages("title", TITLE),
            Column("starts_on", _("Its first day.")),
            Column("ends_on", _("Its last day.")),
            Column("owner", _("The organisation whose plan it is."), "owner__slug"),
            Column("territory", _("The place it is for; empty for everywhere."), "owner__territory__code"),
            Column("successor", _("The plan that goes on with this one."), "successor__slug"),
            address_of("plan_detail", "slug"),
        ],
        filters=PlanFilter,
        public=ActionPlan.objects.order_by,
    ),
    "objectives": File(
        about=_("What each domain of a plan wants to reach."),
        columns=[
            Column("code", _("Its name in addresses and in the other files.")),
            Column("plan", PLAN, "domain__plan__slug"),
            Column("domain", DOMAIN, "domain__slug"),
            *in_languages("title", TITLE),
            Column("successor", _("The objective that goes on with it in the next plan."), "successor__code"),
            address_of("objective_detail", "code"),
        ],
        filters=ObjectiveFilter,
        public=Objective.objects.all,
    ),
    "actions": File(
        about=_("What was promised above the local level, with the status its owner gives it."),
        columns=[
            Column("code", _("Its name in addresses and in the other files.")),
            Column("plan", PLAN, "plan__slug"),
            Column("domain", _("The domain it belongs to; empty for an action across all domains."), "domain__slug"),
            Column("area", _("The area it belongs to, for an action across all domains.")),
            *in_languages("title", TITLE),
            Column("status", _("Its official status.")),
            Column("checked_on", _("The day the source was last read.")),
            address_of("action_detail", "code"),
        ],
        filters=ActionFilter,
        public=Action.objects.all,
    ),
    "measures": File(
        about=_("Published measures: what a figure about measures counts."),
        columns=[
            Column("reference", _("Its name, which never changes.")),
            Column("plan", PLAN, "objective__domain__plan__slug"),
            Column("domain", DOMAIN, "objective__domain__slug"),
            Column("objective", _("Its main objective, the one for which it counts."), "objective__code"),
            Column("organisation", _("Who carries it out."), "organisation__slug"),
            Column("territory", _("The code of the place where it happens."), "territory__code"),
            Column("territory_path", PLACE_PATH, "territory__path", codes_around),
            Column("status", _("planned, running, done or stopped; a stopped measure is shown and does not count.")),
            Column("starts_on", _("Its first day.")),
            Column("ends_on", _("Its last day; empty when it has no end.")),
            Column("first_open_milestone_due_on", _("The earliest day of its milestones that are not done yet.")),
            Column("last_reported_on", _("The day of its latest approved report; empty when nothing is reported.")),
            Column("last_round_deadline", _("The deadline of the last reporting round that asked it for a report.")),
            Column("last_round_reported_on", _("The day of its approved report in that round; empty without one.")),
            Column("budget_eur", _("The whole cost in euros; empty when it is not reported."), "budget"),
            Column("is_example", IS_EXAMPLE),
            Column("language", _("The language it was written in; other texts are translations.")),
            *in_languages("title", TITLE),
            address_of("measure_detail", "reference"),
        ],
        filters=MeasureFilter,
        public=Measure.objects.public,
        records=measures,
    ),
    "kpis": File(
        about=_("What published measures promise to count, and how far they are."),
        columns=[
            Column("measure", _("The reference of the measure."), "measure__reference"),
            *in_languages("name", _("What is counted; empty where it was not written in this language.")),
            Column("unit", _("What it is counted in.")),
            Column("counts_people", _("True when it counts people: 1 to 4 of them are not told.")),
            Column("baseline", _("The number at the start; empty when it may not be told."), "shown_baseline"),
            Column("baseline_below", BELOW),
            Column("target", _("The number that is promised.")),
            Column(
                "current",
                _("The number of the latest report; empty when it is not reported, or may not be told."),
                "shown_current",
            ),
            Column("current_below", BELOW),
            Column("reported_on", _("The day of that report."), "current_on"),
            Column("is_example", IS_EXAMPLE, "measure__is_example"),
        ],
        filters=PartFilter,
        public=Measure.objects.public,
        records=kpis,
    ),
}
