"""Loads the reference facts about plans: domains, objectives, actions, texts, figures, indicators, target groups."""

from itertools import chain
from pathlib import Path

from domains.models import (
    Action,
    ActionPlan,
    Document,
    Domain,
    Indicator,
    Kpi,
    Measure,
    Objective,
    Report,
    ReportedValue,
    TargetGroup,
)
from partnerships import records

FOLDER = Path(__file__).parent / "reference"
FIGURES = "plan_samenleven.yaml"


def load(folder=FOLDER):
    """Load each file of the folder, the EU's plan first; return what was done per noun."""
    plans = chain.from_iterable(load_plan(folder / name) for name in ("plan.yaml", FIGURES))
    return [load_target_groups(folder / "target_groups.yaml"), *plans, load_indicators(folder / "indicators.yaml")]


def published_references(folder=FOLDER):
    """Return the references of the measures that stand for published figures, not for what somebody logged here."""
    return [entry["measure"]["reference"] for entry in _entries(records.read_yaml(folder / FIGURES))]


def load_target_groups(path):
    """Load whom measures can be meant for."""
    with records.complete(path):
        groups = records.read_yaml(path)["target_groups"]
    return _load(TargetGroup, groups, path.name, key=["slug"])


def load_plan(path):
    """Load one plan with everything in it."""
    facts, file = records.read_yaml(path), path.name
    with records.complete(path):
        plan = facts["plan"]["slug"]
        domains = [{"plan": plan, **records.without(domain, "objectives")} for domain in facts["domains"]]
        objectives = [objective for domain in facts["domains"] for objective in _objectives(domain)]
        actions = [{"plan": plan, **action} for action in facts.get("actions", [])]
        documents = [{"plan": plan, **document} for document in facts["documents"]]
        entries = _entries(facts)
    of_plan = {"plan": "slug", "domain": "slug", "objectives": "code"}
    yield _load(ActionPlan, [facts["plan"]], file, key=["slug"], relations={"owner": "slug"})
    yield _load(Domain, domains, file, key=["slug"], relations={"plan": "slug"})
    yield _load(Objective, objectives, file, key=["code"], relations={"domain": "slug", "related": "code"})
    yield _load(Action, actions, file, key=["code"], relations=of_plan)
    yield _load(Document, documents, file, key=["slug"], relations={"plan": "slug"})
    yield from load_figures(entries, file)


def load_indicators(path):
    """Load what is counted in the population; the values come from files of the source (`import_indicators`)."""
    with records.complete(path):
        indicators = records.read_yaml(path)["indicators"]
    return _load(Indicator, indicators, path.name, key=["slug"], relations={"domain": "slug", "objectives": "code"})


def load_figures(entries, file):
    """Load published figures: one measure per action and period, with what was committed and what was realised."""
    relations = {"objective": "code", "organisation": "slug", "territory": "code", "target_groups": "slug"}
    yield _load(Measure, [entry["measure"] for entry in entries], file, key=["reference"], relations=relations)
    yield _load(
        Kpi, [entry["kpi"] for entry in entries], file, key=["measure", "name_nl"], relations={"measure": "reference"}
    )
    reported = [entry for entry in entries if entry["realised"] is not None]
    reports = [entry["report"] for entry in reported]
    yield _load(Report, reports, file, key=["measure", "reported_on"], relations={"measure": "reference"})
    references = [entry["report"]["measure"] for entry in reported]
    report_of = dict(Report.objects.filter(measure__reference__in=references).values_list("measure__reference", "pk"))
    names = {entry["kpi"]["name"]["nl"] for entry in reported}
    kpis = Kpi.objects.filter(measure__reference__in=references, name_nl__in=names)
    kpi_of = dict(kpis.values_list("measure__reference", "pk"))
    values = [
        {"report_id": report_of[reference], "kpi_id": kpi_of[reference], "value": entry["realised"]}
        for reference, entry in zip(references, reported, strict=True)
    ]
    yield _load(ReportedValue, values, file, key=["report_id", "kpi_id"])


def _load(model, entries, file, *, key, relations=None):
    return records.load(model, map(records.flat, entries), key=key, file=file, relations=relations)


def _objectives(domain):
    """Yield the objectives of a domain; they share its provenance."""
    shared = records.provenance(domain)
    for objective in domain["objectives"]:
        yield {"domain": domain["slug"], **shared, **objective}


def _entries(facts):
    """Return one entry per action and project period of which figures were published."""
    return [
        _entry(action, facts["periods"], figures)
        for action in facts.get("measures", [])
        for figures in action["figures"]
    ]


def _entry(action, periods, figures):
    """Return the measure, the KPI and the report that stand for one action in one period."""
    period = periods[figures["period"]]
    years = f"{period['starts_on']:%Y}-{period['ends_on']:%Y}"
    reference = f"{action['reference']}-{figures['period']}"
    measure = {
        **records.without(action, "kpi", "kpi_counts_people", "figures"),
        "reference": reference,
        "title": {language: f"{title} ({years})" for language, title in action["title"].items()},
        **period,
        "language": "nl",
        "status": Measure.Status.DONE,
        "publication": Measure.Publication.PUBLISHED,
    }
    if "budget" in figures:
        measure["budget"] = figures["budget"]
    report = {
        "measure": reference,
        "reported_on": period["ends_on"],
        "source": action["source"],
        "review": Report.Review.APPROVED,
        "approved_on": period["ends_on"],
    }
    kpi = {
        "measure": reference,
        "name": action["kpi"],
        "counts_people": action["kpi_counts_people"],
        "baseline": 0,
        "target": figures["committed"],
    }
    return {"measure": measure, "kpi": kpi, "report": report, "realised": figures.get("realised")}
