"""Every figure that can be explained, and the sum behind it.

The numbers come from where the pages take them: nothing is counted in a second way here.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from domains import overview, progress, taking_part
from domains.disclosure import FEWEST
from domains.filters import ActionFigureFilter, AttainmentFilter, FigureFilter, PlanFilter
from domains.lens import Lens
from domains.models import Action, ActionPlan, Kpi, Measure, Objective
from domains.partnership_filters import MemberFilter
from domains.templatetags.figures import (
    action_status,
    euros,
    fewer_than,
    kind_of_stakeholder,
    measure_status,
    number,
    percent,
)
from funding import pipeline
from funding.filters import AskedFigureFilter
from funding.models import Allocation, Application, Fund
from integration_plan.explanations import Explanation, Figure, Input, Result, part_of, share_sum
from partnerships.models import Membership, Territory

MOST = 20
STARTED = [Measure.Status.RUNNING, Measure.Status.DONE]


def by_status(question, *statuses):
    """Return how many measures have each of these statuses."""
    return [
        Input(
            measure_status(status),
            number(getattr(question.delivery, status)),
            question.listed("measure_list", status=[status]),
        )
        for status in statuses
    ]


def done(question):
    delivery = question.delivery
    share = progress.Share(delivery.done, delivery.total)
    (stopped,) = by_status(question, Measure.Status.STOPPED)
    return Explanation(
        results=[
            Result(
                _("Measures done"),
                percent(delivery.percent),
                share_sum(share, delivery.planned, delivery.running, delivery.done),
            )
        ],
        inputs=[
            *by_status(question, *progress.STATUSES),
            Input(_("stopped (not counted)"), stopped.value, stopped.address),
        ],
        files=[("measures", question.query)],
    )


def known(question):
    delivery, share = question.delivery, question.delivery.known
    since = question.today - timedelta(days=progress.REPORT_STAYS_FRESH_FOR_DAYS)
    note = _("Today a running measure counts as reported when its latest report is of %(day)s or later.")
    return Explanation(
        results=[
            Result(
                _("Measures reported"),
                part_of(share, _("not reported")),
                share_sum(share, delivery.running, delivery.done),
            )
        ],
        inputs=[
            *by_status(question, *STARTED),
            Input(_("reported"), number(share.part)),
            *(
                Input(label, number(count), question.listed("measure_list", schedule=[choice]))
                for choice, label, count in (
                    ("not_reported", _("not reported"), share.rest),
                    ("report_overdue", _("report overdue"), delivery.report_overdue),
                    ("stale", _("no report for over a year"), delivery.stale),
                )
            ),
        ],
        files=[("measures", question.query)],
        note=note % {"day": date_format(since)},
    )


def schedule(question):
    delivery = question.delivery
    names = ("planned", "running", "late", "on_schedule")
    numbers = {name: number(getattr(delivery, name)) for name in names}
    sentence = _("%(planned)s + %(running)s − %(late)s = %(on_schedule)s")
    return Explanation(
        results=[
            Result(_("Late"), numbers["late"] if delivery.total else percent(None)),
            Result(_("On schedule"), numbers["on_schedule"], sentence % numbers),
        ],
        inputs=[
            *by_status(question, Measure.Status.PLANNED, Measure.Status.RUNNING),
            Input(_("late"), numbers["late"], question.listed("measure_list", schedule=["late"])),
            Input(_("on schedule"), numbers["on_schedule"], question.listed("measure_list", schedule=["on_schedule"])),
        ],
        files=[("measures", question.query)],
        measures=question.lens.latest(question.records.late_on(question.today), MOST),
    )


def objectives(question):
    paths = {"plan": "domain__plan", "domain": "domain", "objective": "code"}
    scope = {paths[name]: value for name, value in question.asked.items() if name in paths}
    if "code" in scope:
        scope["code"] = scope["code"].code
    found = Objective.objects.filter(**scope).select_related("domain")
    lines = overview.objective_lines(found, question.records, question.today)
    share = progress.coverage(line.delivery for line in lines)
    return Explanation(
        results=[Result(_("Objectives under way"), part_of(share), share_sum(share))],
        inputs=[started(question, line, str(line.about), objective=[line.about.code]) for line in lines],
        files=[("objectives", question.query_of(["plan", "domain"])), ("measures", question.query)],
        note=_("The numbers are measures that are running or done."),
    )


def started(question, line, name, **where):
    """Return how many measures of a line count for coverage, and the list of them."""
    counted = number(line.delivery.running + line.delivery.done)
    return Input(name, counted, question.listed("measure_list", status=STARTED, **where))


def municipalities(question):
    """Count the municipalities that the plan is for; those of a place when one is asked for."""
    plan, place = plan_of(question.asked), question.asked.get("territory")
    towns = plan.municipalities(former=True) if plan else Territory.objects.municipalities(former=True).for_list()
    lines = overview.place_lines(towns.within(place) if place else towns, question.records)
    share = progress.coverage(line.delivery for line in lines)
    at_work, more = overview.started(lines, MOST)
    note = ngettext("%(more)s more is in the file.", "%(more)s more are in the file.", more) if more else ""
    around = [place, plan and plan.owner and plan.owner.territory]
    within = max(filter(None, around), key=lambda each: len(each.path), default=None)
    return Explanation(
        results=[Result(_("Municipalities at work"), part_of(share), share_sum(share))],
        inputs=[started(question, line, str(line.about), territory=[line.about.code]) for line in at_work],
        files=[
            ("territories", question.query_of([], level=["municipality"], within=[within and within.code])),
            ("measures", question.query),
        ],
        note=f"{_('The numbers are measures that are running or done.')} {note % {'more': number(more)}}".strip(),
    )


def plan_of(asked):
    """Return the plan that the filters lead to, or None."""
    if "objective" in asked:
        return asked["objective"].domain.plan
    return asked["domain"].plan if "domain" in asked else asked.get("plan")


def time(question):
    plans = list(question.records[:2])
    if len(plans) != 1:
        raise ValidationError(_("Say of which plan: this figure is about one."))
    (plan,) = plans
    days = progress.days_passed(plan.starts_on, plan.ends_on, question.today)
    return Explanation(
        results=[Result(_("Time of the plan passed"), percent(days.percent), share_sum(days))],
        inputs=[
            Input(_("first day of the plan"), date_format(plan.starts_on), plan.get_absolute_url()),
            Input(_("last day of the plan"), date_format(plan.ends_on)),
            Input(_("days that have passed, without today"), number(days.part)),
            Input(_("days of the plan, the first and the last included"), number(days.whole)),
        ],
        files=[("plans", question.query)],
    )


def money(question):
    allocations = question.lens.records(Allocation).to(question.records, question.asked.get("fund"))
    numbers = dict(allocations.order_by().values_list("fund").annotate(n=Count("*")))
    sources = allocations.by_fund()
    return Explanation(
        results=[Result(str(fund or _("own means")), euros(amount)) for fund, amount in sources]
        or [Result(_("Money"), percent(None))],
        inputs=[
            Input(str(fund), number(numbers[fund.pk]), question.listed("measure_list", fund=[fund.slug]))
            if fund
            else Input(_("own means"), number(numbers[None]))
            for fund, _amount in sources
        ],
        files=[("allocations", question.query)],
        note=_("The numbers are the amounts that were added up: one for each measure that names this source."),
    )


def way(kind, title):
    """Return the function that explains what was asked for, granted or paid: each by itself, fund by fund."""

    def explain(question):
        ways = question.lens.records(Application).to(question.records, question.asked.get("fund")).ways("fund")
        parts = {fund: amount for fund, way in ways.items() if (amount := getattr(way, kind)).number}
        total = getattr(pipeline.total(ways.values()), kind)
        funds = Fund.objects.in_bulk(parts)
        note = _("Of %(unknown)s of %(number)s applications the amount is not reported: they add nothing.")
        return Explanation(
            results=[Result(str(title), percent(None) if total.euros is None else euros(total.euros))],
            inputs=[
                Input(str(funds[fund]), euros(amount.euros), funds[fund].get_absolute_url())
                for fund, amount in sorted(parts.items(), key=lambda part: -(part[1].euros or 0))
            ],
            files=[("applications", question.query)],
            note=note % {"unknown": number(total.unknown), "number": number(total.number)} if total.number else "",
        )

    return explain


def actions(question):
    statuses = overview.action_statuses(question.records)
    numbers = [number(count) for _status, count in statuses]
    total = number(sum(count for _status, count in statuses))
    return Explanation(
        results=[Result(_("EU actions"), total, f"{' + '.join(numbers)} = {total}" if numbers else "")],
        inputs=[
            Input(action_status(status), number(count), question.listed("action_list", status=[status]))
            for status, count in statuses
        ],
        files=[("actions", question.query)],
    )


def attainment(question):
    measure = question.asked["measure"]
    kpis = list(question.records.for_public())
    days = progress.days_passed(measure.starts_on, measure.ends_on, question.today)
    passed = [Result(_("Time of this measure passed"), percent(days.percent), share_sum(days))] if days.whole else []
    return Explanation(
        results=[*map(kpi_result, kpis), *passed],
        inputs=[Input(str(kpi), kpi_reported(kpi), measure.get_absolute_url()) for kpi in kpis],
        files=[("kpis", question.query)],
    )


def kpi_result(kpi):
    attainment = kpi.public_attainment
    if attainment is None:
        return Result(
            str(kpi), _("not told: it would tell a number of fewer than %(number)d people") % {"number": FEWEST}
        )
    if attainment.percent is not None:
        sentence = _("(%(current)s − %(baseline)s) ÷ (%(target)s − %(baseline)s) = %(share)s, rounded down")
        numbers = {name: number(getattr(attainment, name)) for name in ("current", "baseline", "target")}
        share = percent(attainment.percent)
        return Result(str(kpi), share, sentence % {**numbers, "share": share})
    if attainment.reached is None:
        return Result(str(kpi), _("not reported"))
    return Result(str(kpi), _("kept") if attainment.reached else _("not kept"))


def kpi_reported(kpi):
    if kpi.current_on is None:
        return _("not reported")
    sentence = _("%(number)s, reported on %(day)s")
    told = fewer_than(kpi.current_below) if kpi.current_below else number(kpi.shown_current)
    return sentence % {"number": told, "day": date_format(kpi.current_on)}


def partners(question):
    served = ["plan", "domain", "objective", "level", "territory"]
    coverage = taking_part.coverage_of(question.records.values_list(*taking_part.MEMBER))
    kinds, levels = coverage.kinds_taking_part, coverage.levels_with_several_kinds
    of_kinds = progress.Share(len(kinds), len(coverage.kinds))
    of_levels = progress.Share(len(levels), len(coverage.levels))
    return Explanation(
        results=[
            Result(_("Organisations that take part"), number(coverage.organisations())),
            Result(_("Kinds of stakeholders that take part"), part_of(of_kinds)),
            Result(_("Levels with a partnership of several kinds"), part_of(of_levels)),
        ],
        inputs=[
            Input(
                kind_of_stakeholder(kind),
                number(coverage.organisations(kind)),
                f"{reverse('partnership_list')}?{question.query_of(served, kind=[kind], state=['running'])}",
            )
            for kind in coverage.kinds
        ],
        files=[("members", question.query)],
        note=_("The numbers are organisations. An organisation in several partnerships counts once."),
    )


def about_measures(title, rule, explain, filters=FigureFilter):
    """Return a figure that counts published measures, narrowed by the filters of the list of measures."""
    return Figure(title, rule, filters, Lens.everything, explain)


def of_today(records):
    """Return what gives the records of a figure that no lens changes."""
    return lambda lens: records.all()


FIGURES = {
    "done": about_measures(gettext_lazy("Share of measures that is done"), "delivery", done),
    "schedule": about_measures(gettext_lazy("On schedule or late"), "schedule", schedule),
    "known": about_measures(gettext_lazy("Reported or not"), "known", known),
    "objectives": about_measures(gettext_lazy("Objectives under way"), "coverage", objectives),
    "municipalities": about_measures(gettext_lazy("Municipalities at work"), "coverage", municipalities),
    "money": about_measures(gettext_lazy("Money"), "money", money),
    **{
        kind: about_measures(title, "way", way(kind, title), AskedFigureFilter)
        for kind, title in (
            ("asked", gettext_lazy("Money asked for")),
            ("granted", gettext_lazy("Money granted")),
            ("paid", gettext_lazy("Money paid")),
        )
    },
    "time": Figure(gettext_lazy("The clock of the plan"), "clock", PlanFilter, of_today(ActionPlan.objects), time),
    "actions": Figure(gettext_lazy("EU actions"), "actions", ActionFigureFilter, of_today(Action.objects), actions),
    "partners": Figure(
        gettext_lazy("Who takes part in partnerships"),
        "partners",
        MemberFilter,
        lambda lens: Membership.objects.taking_part_on(lens.day),
        partners,
    ),
    "attainment": Figure(
        gettext_lazy("How far a KPI is"), "attainment", AttainmentFilter, of_today(Kpi.objects), attainment
    ),
}
