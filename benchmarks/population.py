"""Synthetic measures in any number, to see how the site behaves at the size of a country.

Each measure follows from the seed, its number and the day alone: a population can be continued, and is the same on
every database. A few organisations and objectives have most of the measures (Zipf's law), as in real life.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import accumulate, chain
from operator import attrgetter
from random import Random

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Max

from domains import rollup
from domains.loading import published_references
from domains.models import Action, Kpi, Measure, Milestone, Objective, Report, ReportedValue
from funding.models import Allocation, Fund
from partnerships.models import Organisation

BATCH = 1000
PREFIX = "synthetic-"
STATES = {"published": 90, "draft": 5, "submitted": 2, "returned": 1, "withdrawn": 2}
NOTICE = "Synthetic data for measuring speed; nobody carries this out."
# The first words stand in many titles and the last in few, so that a search meets both.
TITLES = (
    "taal werk wonen onderwijs gezondheid buurt jeugd sport ontmoeting opvang opleiding mentor buddy onthaal loket "
    "vrijwilligers moeders nieuwkomers kinderopvang huurders stage ondernemen cultuur bibliotheek speelplein tolken "
    "diploma's geestelijke preventie wijkgericht intercultureel digitaal fietsles praatgroep voorlezen sollicitatie "
    "antidiscriminatie kleuters gezinnen senioren wijkmoestuin coaching traject kenniscentrum meertaligheid filmavond"
)


class NotForSyntheticMeasuresError(Exception):
    """This database is no place for synthetic measures; the message says why."""


def refuse_a_real_database():
    """Keep synthetic measures away from what people logged."""
    if real := Measure.objects.filter(is_example=False).exclude(reference__in=published_references()).count():
        raise NotForSyntheticMeasuresError(
            f"This database holds {real} real measures: synthetic ones do not belong there. Use an empty database, or "
            "say --yes if you know what you do."
        )


def load(size: int, seed: int, today: datetime.date) -> Iterator[int]:
    """Make the database hold `size` synthetic measures; give the number there is after each batch.

    A batch is there with all its parts or not at all, so that an interrupted run can be continued.
    """
    last = Measure.objects.filter(reference__startswith=PREFIX).aggregate(last=Max("reference"))["last"]
    first = int(last.removeprefix(PREFIX)) + 1 if last else 1
    population = Population(seed, today)
    for start in range(first, size + 1, BATCH):
        numbers = range(start, min(start + BATCH, size + 1))
        with transaction.atomic(), given_dates():
            create(population.measure(number) for number in numbers)
        yield numbers[-1]


def remember():
    """Give each synthetic measure a past: logged as planned some time before it started, and changed since."""
    measures = Measure.objects.filter(reference__startswith=PREFIX).order_by("pk")
    for first in range(0, measures.count(), BATCH):
        batch = list(measures[first : first + BATCH])
        _write_past(batch, days=10, update=True)
        for measure in batch:
            measure.status = "planned"
        _write_past(batch, days=-30, update=False)


def _write_past(measures, days, update):
    for measure in measures:
        starts = datetime.datetime.combine(measure.starts_on, datetime.time(12), tzinfo=datetime.UTC)
        measure._history_date = starts + datetime.timedelta(days)
    Measure.history.bulk_history_create(measures, batch_size=BATCH, update=update)


def multiply(times: int):
    """Make each synthetic measure stand there `times` times, with all its parts: the quick way to a million."""
    links = [Measure.further_objectives.through, Measure.implements.through]
    models = [Measure, Milestone, Kpi, Report, ReportedValue, Allocation, *links]
    spans = {model: model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in models}
    rollup.make_way(DEFAULT_DB_ALIAS, plan=["many writes"])  # one count at the end is quicker
    for copy in range(1, times):
        with transaction.atomic(), connection.cursor() as cursor:
            for model in models:
                cursor.execute(*_copy_of(model, spans, copy))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    rollup.make(DEFAULT_DB_ALIAS)


def _copy_of(model, spans, copy):
    """Return SQL that writes the first rows of a table once more, with keys, titles and references of their own."""
    columns = {field.column: field for field in model._meta.concrete_fields}
    values = ", ".join(_another(column, field, spans, copy) for column, field in columns.items())
    table, names = model._meta.db_table, ", ".join(columns)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id <= %s", [spans[model]]  # noqa: S608


def _another(column, field, spans, copy):
    kin = field.model if field.primary_key else field.related_model
    if kin in spans:
        return f"{column} + {copy * spans[kin]}"
    if column == "reference":
        return f"{column} || '{copy}'"  # eight digits before it keep these apart
    return f"CASE {column} WHEN '' THEN '' ELSE {column} || ' {copy}' END" if "title_" in column else column


def count() -> int:
    """Return how many synthetic measures there are."""
    return Measure.objects.filter(reference__startswith=PREFIX).count()


def refresh_statistics():
    """Let the database plan by what it holds now; PostgreSQL does so by itself, but minutes later."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


@contextmanager
def given_dates():
    """Let the dates of making and changing be what we say, not now: lists go by them."""
    fields = [Measure._meta.get_field(name) for name in ("created_at", "updated_at")]
    before = [(field, field.auto_now, field.auto_now_add) for field in fields]
    for field in fields:
        field.auto_now = field.auto_now_add = False
    try:
        yield
    finally:
        for field, now, now_add in before:
            field.auto_now, field.auto_now_add = now, now_add


def create(measures):
    """Write measures with their parts, a table at a time."""
    measures, parts = zip(*measures, strict=True)
    Measure.objects.bulk_create(measures)
    by_model = {}
    for part in chain.from_iterable(parts):
        by_model.setdefault(type(part), []).append(part)
    # A reported value comes last: it hangs on two other parts.
    for model in sorted(by_model, key=lambda model: model is ReportedValue):
        model._default_manager.bulk_create(by_model[model])


def by_size(organisation):
    """Return where an organisation comes: those of the largest places first."""
    return -(organisation.territory.population or 0), organisation.slug


class Weighted:
    """Things of which the first is taken most often, the second half as often, the third a third, and so on."""

    def __init__(self, things, weights=None):
        self.things = list(things)
        self.weights = list(accumulate(weights or (1 / rank for rank in range(1, len(self.things) + 1))))

    def take(self, chance: Random):
        return chance.choices(self.things, cum_weights=self.weights)[0]


class Population:
    """The synthetic measures of one seed, each with what hangs on it, not yet written."""

    def __init__(self, seed: int, today: datetime.date):
        self.seed, self.today = seed, today
        # Put in order here: databases differ in how they sort words.
        organisations = sorted(Organisation.objects.select_related("territory"), key=by_size)
        objectives = sorted(Objective.objects.all(), key=attrgetter("code"))
        if not (objectives and organisations):
            raise NotForSyntheticMeasuresError(
                "The reference facts are not there yet: run `manage.py load_reference` first."
            )
        Random(seed).shuffle(objectives)  # noqa: S311 chance, not a secret
        self.objectives = Weighted(objectives)
        self.organisations = Weighted(organisations)
        self.funds = Weighted([None, *Fund.objects.all()])
        self.actions = sorted(Action.objects.all(), key=attrgetter("code"))
        self.states = Weighted(STATES, STATES.values())
        self.words = Weighted(TITLES.split())

    def measure(self, number: int) -> tuple[Measure, list]:
        """Return one measure and its parts."""
        chance = Random(f"{self.seed}-{number}")  # noqa: S311
        starts_on = self.today + datetime.timedelta(chance.randint(-5 * 365, 365))
        ends_on = starts_on + datetime.timedelta(chance.randint(60, 1500)) if chance.random() < 0.9 else None
        organisation = self.organisations.take(chance)
        words = " ".join(self.words.take(chance) for _ in range(3))
        changed_at = self._moment(chance, starts_on)
        measure = Measure(
            reference=f"{PREFIX}{number:08}",
            language="nl",
            title_nl=f"Synthetische maatregel {number}: {words}",
            title_en=f"Synthetic measure {number}: {words}" if chance.random() < 0.3 else "",
            summary_nl=f"{NOTICE} {' '.join(self.words.take(chance) for _ in range(25))}.",
            objective=self.objectives.take(chance),
            organisation=organisation,
            territory_id=organisation.territory_id,
            status=self._status(chance, starts_on, ends_on),
            starts_on=starts_on,
            ends_on=ends_on,
            budget=Decimal(chance.randint(5_000, 500_000_00)).scaleb(-2) if chance.random() < 0.9 else None,
            publication=self.states.take(chance),
            is_example=True,
            created_at=changed_at,
            updated_at=changed_at,
        )
        return measure, [
            *self._money(chance, measure),
            *self._milestones(chance, measure),
            *self._figures(chance, measure),
            *self._links(chance, measure),
        ]

    def _moment(self, chance, starts_on):
        """Return when it was changed last: not before it was planned, and never after today."""
        earliest = min(starts_on, self.today) - datetime.timedelta(days=30)
        days = (self.today - earliest).days
        midnight = datetime.datetime.combine(earliest, datetime.time(), tzinfo=datetime.UTC)
        return midnight + datetime.timedelta(seconds=chance.randrange(days * 24 * 3600))

    def _status(self, chance, starts_on, ends_on):
        if starts_on > self.today:
            return Measure.Status.PLANNED
        if ends_on and ends_on < self.today:
            return chance.choices(["done", "stopped", "running"], [80, 10, 10])[0]
        return chance.choices(["running", "done", "stopped", "planned"], [88, 5, 5, 2])[0]

    def _money(self, chance, measure):
        """Yield the allocations: mostly one, sometimes two or three, 1.3 on average."""
        sources = {self.funds.take(chance) for _ in range(chance.choices([0, 1, 2, 3], [15, 52, 20, 13])[0])}
        for fund in sorted(sources, key=lambda fund: fund.slug if fund else ""):
            most = int((measure.budget or 30_000) * 100) // len(sources)
            yield Allocation(measure=measure, fund=fund, amount=Decimal(chance.randint(1, most)).scaleb(-2))

    def _milestones(self, chance, measure):
        for step in range(chance.choices([0, 1, 2], [55, 30, 15])[0]):
            due_on = measure.starts_on + datetime.timedelta(chance.randint(30, 400))
            done = due_on < self.today and chance.random() < 0.85
            yield Milestone(measure=measure, title=f"Stap {step + 1}", due_on=due_on, done_on=due_on if done else None)

    def _figures(self, chance, measure):
        """Yield KPIs, and reports with a value for each of them."""
        kpis = [
            Kpi(measure=measure, name_nl=name, unit="personen", target=chance.randint(10, 500))
            for name in ["deelnemers", "plaatsen"][: chance.choices([0, 1, 2], [30, 55, 15])[0]]
        ]
        yield from kpis
        if measure.status in {"running", "done"}:
            for day in sorted(self._report_days(chance, measure)):
                report = Report(measure=measure, reported_on=day, narrative=NOTICE, review="approved", approved_on=day)
                yield report
                yield from (ReportedValue(report=report, kpi=kpi, value=chance.randint(0, 500)) for kpi in kpis)

    def _report_days(self, chance, measure):
        last = min(measure.ends_on or self.today, self.today)
        days = max((last - measure.starts_on).days, 0)
        return {
            last - datetime.timedelta(chance.randint(0, days))
            for _ in range(chance.choices([0, 1, 2, 4], [25, 35, 25, 15])[0])
        }

    def _links(self, chance, measure):
        if chance.random() < 0.2 and (other := self.objectives.take(chance)) != measure.objective:
            yield Measure.further_objectives.through(measure=measure, objective=other)
        if self.actions and chance.random() < 0.1:
            yield Measure.implements.through(measure=measure, action=chance.choice(self.actions))
