"""Example measures, all flagged as such, so that nobody who tries the site meets an empty page.

The files in `examples/` count time in months from the day of loading, so that some measures are always late and
others on schedule. What is there already is left alone: loading twice changes nothing.
"""

import calendar
import datetime
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from domains.loading import published_references
from domains.models import (
    Action,
    ActionPlan,
    Contact,
    Domain,
    Kpi,
    Measure,
    Milestone,
    Objective,
    Report,
    ReportedValue,
    ReportingRound,
    TargetGroup,
)
from funding.models import Allocation, Application, Fund
from partnerships import events, records
from partnerships.models import Organisation
from partnerships.outcome import Outcome

FOLDER = Path(__file__).parent / "examples"
OWN_MEANS = "own"
AMOUNTS = {"applied": "asked", "granted": "granted", "paid": "paid"}


class NotForExamplesError(Exception):
    """This database is no place for examples; the message says why."""


def refuse_a_real_database():
    """Keep examples away from what people logged themselves, and from a database without reference facts.

    A database that holds examples already is there to try things in: what people log beside them is no reason to stop.
    """
    real = Measure.objects.filter(is_example=False).exclude(reference__in=published_references()).count()
    if real and not Measure.objects.filter(is_example=True).exists():
        raise NotForExamplesError(
            f"This database holds {real} real measures: examples do not belong there. Use an empty database."
        )
    if not Organisation.objects.filter(slug="gent").exists():
        raise NotForExamplesError("The reference facts are not there yet: run `manage.py load_reference` first.")


def load(today, submitter=None, folder=FOLDER):
    """Create the examples that are not there yet; return how many were read and created, per noun."""
    contacts, measures = Outcome("example contacts"), Outcome("example measures")
    _give_rounds(today)
    for path in sorted(folder.glob("*.yaml")):
        town = _Town(records.read_yaml(path), today, submitter)
        contacts += town.create_contacts()
        measures += town.create_measures()
    return [contacts, measures]


def _give_rounds(today):
    """Give the plan a round that was due last month and a closed one of half a year before, unless it has rounds."""
    plan = ActionPlan.objects.first()
    if plan.rounds.exists():
        return
    for ago in (0, 6):
        deadline = months_from(today, -1 - ago, 20)
        noon = timezone.make_aware(datetime.datetime.combine(deadline, datetime.time(12)))
        ReportingRound.objects.create(
            plan=plan,
            starts_on=months_from(today, -8 - ago, 1),
            ends_on=months_from(today, -3 - ago, 31),
            opens_on=months_from(today, -2 - ago, 1),
            deadline=deadline,
            closed_at=noon + datetime.timedelta(days=1) if ago else None,
        )


def _outcome(noun, read, created):
    return Outcome(noun, read, created, unchanged=read - created)


class _Town:
    """The examples of one municipality."""

    def __init__(self, entry, today, submitter):
        self.entry, self.today, self.submitter = entry, today, submitter
        self.organisation = Organisation.objects.select_related("territory").get(slug=entry["organisation"])
        self.territory = self.organisation.territory
        self.rounds = list(ReportingRound.objects.all())
        self.contact = None

    def create_contacts(self):
        created = 0
        for entry in self.entry["contacts"]:
            domain = Domain.objects.get(slug=entry["domain"]) if "domain" in entry else None
            contact, is_new = Contact.objects.get_or_create(
                organisation=self.organisation,
                domain=domain,
                email=entry["email"],
                defaults={**records.flat({"role": entry["role"]}), "confirmed_on": self.today, "is_example": True},
            )
            self.contact = self.contact or contact
            created += is_new
        return _outcome("example contacts", len(self.entry["contacts"]), created)

    def create_measures(self):
        references = [f"demo-{self.territory.code}-{number:02}" for number in range(1, len(self.entry["measures"]) + 1)]
        stored = set(Measure.objects.filter(reference__in=references).values_list("reference", flat=True))
        new = [pair for pair in zip(references, self.entry["measures"], strict=True) if pair[0] not in stored]
        for reference, entry in new:
            self._create_measure(reference, entry)
        return _outcome("example measures", len(references), len(new))

    def _create_measure(self, reference, entry):
        start, end = entry["months"]
        texts = records.flat({name: entry[name] for name in ("title", "summary") if name in entry})
        measure = Measure(
            reference=reference,
            language=self.entry["language"],
            **texts,
            objective=Objective.objects.get(code=entry["objective"]),
            organisation=self.organisation,
            territory=self.territory,
            status=entry["status"],
            publication=entry.get("publication", Measure.Publication.PUBLISHED),
            reason=entry.get("reason", ""),
            starts_on=months_from(self.today, start, 1),
            ends_on=months_from(self.today, end, 31),
            budget=_euros(entry.get("budget")),
            contact=self.contact,
            is_example=True,
        )
        if measure.publication == Measure.Publication.SUBMITTED:
            measure.submitted_by = self._submitter()
        self._live_through(measure)
        measure.further_objectives.set(Objective.objects.filter(code__in=entry.get("also", [])))
        measure.implements.set(Action.objects.filter(code__in=entry.get("implements", [])))
        measure.target_groups.set(TargetGroup.objects.filter(slug__in=entry.get("for", [])))
        self._add_money(measure, entry.get("money", {}))
        self._add_applications(measure, entry.get("applications", []))
        self._add_milestones(measure, entry.get("milestones", []))
        self._add_figures(measure, entry.get("kpis", []), entry.get("narrative", ""))
        self._backdate(measure)

    def _live_through(self, measure):
        """Save a measure as it was logged, as it started and as it ended, so that a look back shows what it would."""
        final, logged_on = measure.status, months_from(measure.starts_on, -2, 10)
        lives = [(Measure.Status.PLANNED, logged_on), (Measure.Status.RUNNING, measure.starts_on)]
        if final in {Measure.Status.DONE, Measure.Status.STOPPED}:
            lives.append((final, measure.ends_on))
        for status, day in lives[: 1 if final == Measure.Status.PLANNED else None]:
            measure.status = status
            self._save_as_of(day, measure)

    def _save_as_of(self, day, record):
        """Save a record as if it were that day, or today if that is to come; it keeps the day for what follows."""
        record._history_date = datetime.datetime.combine(min(day, self.today), datetime.time(9), tzinfo=datetime.UTC)
        last_event = events.last()
        record.save()
        events.hush([record], since=last_event, at=record._history_date)

    def _submitter(self):
        own = self.submitter is not None and self.submitter.organisation_id == self.organisation.pk
        return self.submitter if own else None

    def _add_money(self, measure, amounts):
        for source, amount in amounts.items():
            fund = None if source == OWN_MEANS else Fund.objects.get(slug=source)
            self._save_as_of(measure.starts_on, Allocation(measure=measure, fund=fund, amount=_euros(amount)))

    def _add_applications(self, measure, entries):
        """Ask funds for money, each step in its month: [month, euros], or [month, reason, lesson] of a refusal."""
        for entry in entries:
            application = Application(measure=measure, fund=Fund.objects.get(slug=entry["fund"]))
            application.file_number = entry.get("file", "")
            application.eligible_eur = _euros(entry.get("eligible"))
            application.intervention, application.specific_objective = entry.get("type"), entry.get("objective", "")
            for step in [name for name in ("applied", "granted", "started", "refused", "paid") if name in entry]:
                month, *said = entry[step]
                day = months_from(self.today, month, 5)
                setattr(application, f"{step}_on", day)
                if step == "refused":
                    application.refusal, application.lesson = said
                    application.lesson_is_public = True
                elif said:
                    setattr(application, f"{AMOUNTS[step]}_eur", _euros(*said))
                self._save_as_of(day, application)
            if "applied" not in entry:
                application.asked_eur = _euros(entry["asked"])
                self._save_as_of(measure.starts_on, application)

    def _add_milestones(self, measure, milestones):
        for title, due, *done in milestones:
            milestone = Milestone(measure=measure, title=title, due_on=months_from(self.today, due, 15))
            self._save_as_of(measure.starts_on, milestone)
            if done:
                milestone.done_on = months_from(self.today, done[0], 20)
                self._save_as_of(milestone.done_on, milestone)

    def _add_figures(self, measure, kpis, narrative):
        """Add KPIs, and one report per month in which any of them has a value; the last one tells how it goes."""
        values_of = {}
        for entry in kpis:
            texts = records.flat({"name": entry["name"]})
            numbers = {"baseline": Decimal(str(entry["baseline"])), "target": Decimal(str(entry["target"]))}
            about = {"unit": entry.get("unit", ""), "counts_people": entry.get("counts_people", True)}
            kpi = Kpi.objects.create(measure=measure, **about, **texts, **numbers)
            for month, value in entry.get("values", {}).items():
                values_of.setdefault(month, []).append((kpi, Decimal(str(value))))
        for month, values in sorted(values_of.items()):
            day = months_from(self.today, month, 15)
            report = Report(
                measure=measure,
                reported_on=day,
                narrative=narrative if month == max(values_of) else "",
                round=self._round_of(day, is_last=month == max(values_of)),
                review=Report.Review.APPROVED,
                approved_on=day,
            )
            self._save_as_of(day, report)
            for kpi, value in values:
                ReportedValue.objects.create(report=report, kpi=kpi, value=value)

    def _round_of(self, day, is_last):
        """Return the round that a report of a day answers: one of the month of its deadline, or the last of all."""
        for each in self.rounds:
            in_time = (day.year, day.month) == (each.deadline.year, each.deadline.month)
            if each.opens_on <= day and (in_time if each.is_closed else is_last):
                return each
        return None

    def _backdate(self, measure):
        """Let a list by last change look as in real life: when it was last reported on, or when it started."""
        days = [*measure.reports.values_list("reported_on", flat=True), min(measure.starts_on, self.today)]
        at = datetime.datetime.combine(max(days), datetime.time(9), tzinfo=datetime.UTC)
        Measure.objects.filter(pk=measure.pk).update(created_at=at, updated_at=at)


def load_new(model, entries, create, today, key="slug"):
    """Create the example records that are not there yet, and let no mail tell of them; return how many there were."""
    stored = set(model.objects.values_list(key, flat=True))
    new = [entry for entry in entries if entry[key] not in stored]
    for entry in new:
        last_event = events.last()
        create(entry, today)
        events.hush([model.objects.get(**{key: entry[key]})], since=last_event)
    noun = f"example {model._meta.verbose_name_plural}"
    return Outcome(noun, len(entries), len(new), unchanged=len(entries) - len(new))


def months_from(today, months, day):
    """Return `day` (or the last day) of the month that lies `months` after (or before) today's."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def _euros(amount):
    return None if amount is None else Decimal(str(amount))
