"""Speed is measured on synthetic measures, beside the naive way: here, that what is compared can be compared."""

import datetime
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.forms.models import model_to_dict
from django.utils import timezone

from benchmarks import measuring, population
from domains.models import Kpi, Measure, Milestone, Report, ReportedValue
from funding.models import Allocation
from integration_plan.management.commands import benchmark
from tests.factories import ActionFactory, FundFactory, MeasureFactory, ObjectiveFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 24)
PARTS = [Allocation, Milestone, Kpi, Report, ReportedValue]


@pytest.fixture
def facts():
    """Make what synthetic measures hang on."""
    for number in range(3):
        OrganisationFactory(slug=f"town-{number}", territory__code=f"4400{number}", territory__population=9000 - number)
        ObjectiveFactory(code=f"O{number}")
        FundFactory(slug=f"fund-{number}", position=number)
        ActionFactory(code=f"EU-O-{number}")


def populate(size, seed=2027):
    return list(population.load(size, seed, DAY))


def synthetic():
    """Return all that is known of the synthetic measures, without the keys of their rows."""
    measures = Measure.objects.order_by("reference").select_related("objective", "organisation")
    own = [model_to_dict(measure, exclude=["id", "further_objectives", "implements"]) for measure in measures]
    links = [
        sorted(link.code for link in (*measure.further_objectives.all(), *measure.implements.all()))
        for measure in measures
    ]
    dates = [(measure.created_at, measure.updated_at) for measure in measures]
    return own, links, dates, [model.objects.count() for model in PARTS]


def test_a_population_that_is_continued_is_the_one_that_would_have_come_at_once(facts):
    assert populate(40) == [40]
    at_once = synthetic()
    Measure.objects.all().delete()

    populate(15)
    populate(40)

    assert synthetic() == at_once
    assert populate(40) == []
    assert populate(20) == []
    assert Measure.objects.count() == population.count() == 40


def test_a_population_follows_from_its_seed_and_is_the_same_on_every_database(facts):
    populate(2)
    first = Measure.objects.select_related("objective", "organisation").get(reference="synthetic-00000001")
    told = first.title_nl, first.objective.code, first.organisation.slug, first.status, first.budget
    assert told == ("Synthetische maatregel 1: opvang wonen werk", "O1", "town-2", "stopped", Decimal("9989.44"))

    Measure.objects.all().delete()
    populate(1, seed=1)
    assert Measure.objects.get().title_nl != first.title_nl


def test_synthetic_measures_are_flagged_and_pass_the_forms_and_later_ones_are_dated_now(facts):
    populate(60)
    measures = Measure.objects.prefetch_related("allocations")
    for measure in measures:
        measure.full_clean()
        assert measure.is_example
        assert measure.title_nl.startswith("Synthetische maatregel")
        assert sum(allocation.amount for allocation in measure.allocations.all()) <= (measure.budget or 30_000)
    assert {measure.status for measure in measures} == set(Measure.Status.values)
    assert all(model.objects.exists() for model in PARTS)
    assert all(measure.updated_at.date() <= DAY for measure in measures)
    assert MeasureFactory().updated_at.date() == timezone.now().date()


def test_a_database_that_holds_real_measures_is_no_place_for_synthetic_ones(facts):
    MeasureFactory()
    with pytest.raises(CommandError, match="holds 1 real measures"):
        call_command("load_population", 5)
    assert population.count() == 0


def test_a_population_needs_the_reference_facts():
    with pytest.raises(CommandError, match=r"run `manage\.py load_reference` first"):
        call_command("load_population", 5, yes=True)


def test_what_shows_other_figures_or_nothing_is_not_measured():
    here = connections[DEFAULT_DB_ALIAS]
    ours, naive = (measuring.Site(addresses, here) for addresses in ("integration_plan.urls", "benchmarks.naive"))
    with pytest.raises(CommandError, match="/nl/hello/ cannot be measured: it answers 404"), ours.opened():
        ours.answer("/nl/hello/")
    with ours.opened():
        overview, _queries = ours.answer("/nl/")
    with naive.opened():
        nothing, queries = naive.answer("/nl/hello/")
    assert queries == 0
    with pytest.raises(CommandError, match="dashboard is not measured: the naive one shows other figures"):
        measuring.refuse_other_figures("dashboard", overview, nothing)


def test_the_benchmark_prints_a_table_of_pages_that_show_the_same_and_touches_no_other_database(
    settings, monkeypatch, tmp_path
):
    settings.VAR_DIR = tmp_path
    real = MeasureFactory()
    output = StringIO()

    monkeypatch.setattr(benchmark, "SMALL", 20)
    monkeypatch.setattr(benchmark, "WITH_A_PAST", 20)
    small = {"sizes": [40], "growth": 2, "operations": 30, "rounds": 1, "seconds": 0.02, "rows": 20}
    call_command("benchmark", **small, stdout=output, stderr=StringIO())

    table = output.getvalue()
    assert (tmp_path / "benchmarks" / f"{connection.vendor}.md").read_text() == table
    row = r"^\| ([A-Za-z0-9, ]+) \| [\d.]+ \| [\d,]+ \| (\d+) \| [\d,]+ \| (\d+) \| \d+ \| [\d.]+ \|$"
    queries = {page: (int(ours), int(naive)) for page, ours, naive in re.findall(row, table, re.MULTILINE)}
    assert len(queries) == 11
    bar = r"^\| ([a-z][^|]+) \| ([\d.]+) \| at (?:least|most) [\d.]+ \| (?:yes|no) \|$"
    bars = dict(re.findall(bar, table, re.MULTILINE))
    searched = {what for what in bars if what.endswith((": queries", ": milliseconds"))}
    assert len(searched) == 20
    assert float(bars["operations: queries"]) <= 10
    assert len(bars) - len(searched) == 15
    of_imports = dict(re.findall(r"^\| ([^|]*(?:rows|saves|them)[^|]*) \| ([\d.]+) \| at", table, re.MULTILINE))
    assert len(of_imports) == 5
    assert of_imports["saves of an editor meanwhile that failed"] == "0.00"
    assert bars["of these failed"] == bars["of these lost"] == "0.00"
    assert bars["sums that are wrong afterwards"] == "0.00"
    assert all(ours < naive for page, (ours, naive) in queries.items() if not page.startswith("search"))
    assert queries["dashboard"][0] <= 15
    assert queries["API, 50 measures"][0] <= 6
    assert Measure.objects.get() == real
