"""A plan over the years: how far its domains were month by month, and what changed between two days."""

from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains import charts, overview, trend
from domains.models import ActionPlan, Measure
from domains.outcomes import Value
from domains.views.lens import through_a_lens
from partnerships.back_office import Day

A_YEAR = timedelta(days=365)
WHOLE = (Decimal(0), Decimal(100))


class DaysForm(forms.Form):
    """Two days of a plan, the earlier one first."""

    since = forms.DateField(label=gettext_lazy("From"), widget=Day)
    until = forms.DateField(label=gettext_lazy("To"), widget=Day)

    def __init__(self, *args, first, last, **kwargs):
        super().__init__(*args, **kwargs)
        self.first, self.last = first, last
        for field in self.fields.values():
            field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean(self):
        cleaned = super().clean()
        for name, day in list(cleaned.items()):
            if not self.first <= day <= self.last:
                days = {"first": date_format(self.first), "last": date_format(self.last)}
                self.add_error(name, _("Choose a day from %(first)s to %(last)s.") % days)
        if not self.errors and cleaned["since"] >= cleaned["until"]:
            self.add_error("until", _("Choose a day after the first one."))
        return cleaned


@through_a_lens
def over_time(request, lens, slug):
    """How far each domain of a plan was at the end of each month, and on one day compared with another."""
    plan = get_object_or_404(ActionPlan, slug=slug)
    today = timezone.localdate()
    domains = list(plan.domains.select_related("plan").prefetch_related("objectives"))
    last = min(today, plan.ends_on or today)
    first = min(plan.starts_on, last - timedelta(days=1))
    days = {"since": max(last - A_YEAR, first), "until": last}
    asked = {name: request.GET.get(name) or day.isoformat() for name, day in days.items()}
    form = DaysForm(asked, first=first, last=last)
    valid = form.is_valid()
    points = trend.by_domain(domains, last, lens.target_group)
    return render(
        request,
        "domains/over_time.html",
        {
            "plan": plan,
            "lens": lens,
            "tally": lens.tally(overview.towards(objectives_of(domains), lens.everything())),
            "form": form,
            "changes": changes_between(domains, lens, **form.cleaned_data) if valid else [],
            "cards": [(domain, points[domain.pk], chart_of(points[domain.pk])) for domain in domains],
            "months": table_of(domains, points),
            "rounds": plan.rounds.public(),
            "kept": [(name, value) for name, value in request.GET.items() if name in days],
        },
        status=200 if valid else 400,
    )


def objectives_of(domains):
    return [objective for domain in domains for objective in domain.objectives.all()]


def changes_between(domains, lens, since: date, until: date):
    """Return (domain, its Delivery on the first day, and on the second)."""

    def lines_on(day):
        measures = overview.towards(objectives_of(domains), Measure.history.on(day).public())
        return overview.domain_lines(domains, lens.narrow(measures), day)

    pairs = zip(lines_on(since), lines_on(until), strict=True)
    return [(before.about, before.delivery, after.delivery) for before, after in pairs]


def chart_of(points):
    """Draw the share that was done; there is no line where nothing was logged."""
    series = {
        f"{point.month:%Y-%m}": Value(Decimal(point.delivery.percent))
        for point in points
        if point.delivery.percent is not None
    }
    return charts.draw({"done": series}, around=WHOLE)


def table_of(domains, points):
    """Return (month, the Delivery of each domain), the latest month first."""
    by_month = zip(*(points[domain.pk] for domain in domains), strict=True)
    rows = [(f"{row[0].month:%Y-%m}", [point.delivery for point in row]) for row in by_month]
    return rows[::-1]
