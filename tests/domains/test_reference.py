"""The reference facts that every installation shares, from the files in the project."""

import csv
from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from domains.models import Action, ActionPlan, Document, Domain, Indicator, Kpi, Measure, Objective, TargetGroup
from funding.models import (
    CofinancingRate,
    CommonIndicator,
    Fund,
    FundFact,
    FundRule,
    Obligation,
    Programme,
    RegionCategory,
)
from partnerships import records
from partnerships.languages import columns
from partnerships.models import Organisation, Territory
from partnerships.provenance import Sourced

pytestmark = pytest.mark.django_db

SOURCED = [
    Territory,
    Organisation,
    ActionPlan,
    Domain,
    Objective,
    Action,
    Document,
    Fund,
    FundFact,
    Indicator,
    TargetGroup,
    *(LAW := [FundRule, Programme, RegionCategory, CofinancingRate, Obligation, CommonIndicator]),
]
IN_ALL_LANGUAGES = [
    (ActionPlan, "title"),
    (ActionPlan, "summary"),
    (Domain, "title"),
    (Domain, "description"),
    (Objective, "title"),
    (Action, "title"),
    (Territory, "name"),
    (Indicator, "name"),
    (Indicator, "definition"),
    (TargetGroup, "name"),
    (TargetGroup, "definition"),
    (Fund, "abbreviation"),
    (Fund, "name"),
    (Fund, "summary"),
    (FundFact, "text"),
    (FundRule, "text"),
    (Programme, "name"),
    (CofinancingRate, "text"),
    (Obligation, "text"),
    (Kpi, "name"),
    (Measure, "title"),
    (Measure, "summary"),
]


@pytest.fixture(scope="module", autouse=True)
def reference(django_db_setup, django_db_blocker):
    """Load the facts once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def load_again():
    output = StringIO()
    call_command("load_reference", stdout=output)
    return output.getvalue()


def test_the_plan_has_its_domains_objectives_actions_and_documents():
    plan = ActionPlan.objects.get(slug="eu-aii-2021-2027")

    assert [domain.slug for domain in plan.domains.order_by("number")] == [
        "education-training",
        "employment-skills",
        "health",
        "housing",
        "partnerships",
    ]
    assert Objective.objects.filter(domain__plan=plan).count() == 18
    assert plan.actions.count() == 30
    assert plan.actions.filter(domain__isnull=True).count() == 5
    assert plan.documents.count() == 14
    assert ActionPlan.objects.first() == plan


def test_all_places_of_belgium_lie_in_their_province_region_country_and_the_union():
    counts = {level: Territory.objects.filter(level=level).count() for level in Territory.Level.values}
    assert counts == {
        "eu": 1, "country": 27, "nuts1": 3, "nuts2": 1, "province": 10, "nuts3": 44, "municipality": 565,
        "former": 29,
    }  # fmt: skip

    around = Territory.objects.with_around("44021")
    assert [place.code for place in around] == ["EU27", "BE", "BE2", "BE23", "BE234", "44021"]
    assert Territory.objects.within(Territory.objects.get(code="BE23")).municipalities().count() == 55
    assert Territory.objects.within(Territory.objects.get(code="BE1")).municipalities().count() == 19


def test_every_municipality_and_province_has_an_organisation():
    without = Territory.objects.filter(level__in=["municipality", "province", "nuts1"], organisations__isnull=True)
    assert not without.exists()
    assert Organisation.objects.get(slug="liege").territory.code == "62063"


def test_eight_funds_stand_with_their_law_and_what_it_says():
    assert Fund.objects.count() == 8
    assert list(Fund.objects.filter(role="main").values_list("slug", flat=True)) == ["amif", "esf-plus", "erdf"]
    assert not Fund.objects.filter(facts__isnull=True).exists()
    assert FundFact.objects.get(fund__slug="amif", slug="envelope").amount == 9_882_000_000


def test_twenty_four_indicators_tell_of_every_domain_and_name_their_dataset():
    numbers = dict(Indicator.objects.order_by().values_list("domain__slug").annotate(n=Count("*")))
    assert numbers == {
        "education-training": 4, "employment-skills": 7, "health": 4, "housing": 3, "partnerships": 4, None: 2,
    }  # fmt: skip
    assert Indicator.objects.filter(family="zaragoza").count() == 11
    for indicator in Indicator.objects.prefetch_related("objectives"):
        assert {objective.domain_id for objective in indicator.objectives.all()} >= {indicator.domain_id} - {None}
        assert "unit" in indicator.selection


def test_the_indicators_are_those_of_the_source(shared_data):
    source = yaml.safe_load((shared_data / "indicators/outcome_indicators.yaml").read_text())["indicators"]
    ours = {indicator.slug: indicator for indicator in Indicator.objects.all()}
    assert {each["key"] for each in source} == set(ours)
    for each in source:
        indicator = ours[each["key"]]
        assert set(indicator.datasets.values()) <= {each["dataset"], each["by_citizenship"]}
        assert (indicator.domain.slug if indicator.domain else "context", indicator.better) == (
            each["domain"],
            each["better"],
        )


def test_target_groups_are_those_of_the_plan_and_its_funds_and_everybody_is_none():
    slugs = list(TargetGroup.objects.values_list("slug", flat=True))
    assert slugs[:4] == ["women", "children-youth", "older-people", "disability"]
    assert slugs[4:] == ["newcomers", "refugees", "third-country-nationals", "eu-migrant-background"]
    tagged = Measure.objects.exclude(target_groups=None).distinct()
    assert [measure.reference for measure in tagged] == ["ps-jongeren-1"]


def test_the_figures_of_plan_samenleven_are_real_and_what_was_not_published_is_not_reported():
    measures = {measure.reference: measure for measure in Measure.objects.all()}
    assert len(measures) == 7
    assert not any(measure.is_example for measure in measures.values())
    assert all(measure.source for measure in measures.values())

    kpis = {kpi.measure.reference: kpi for kpi in Kpi.objects.with_current().select_related("measure")}
    assert (kpis["ps-oefenkansen-2"].target, kpis["ps-oefenkansen-2"].current) == (83_110, 170_951)
    assert (kpis["ps-oefenkansen-3"].target, kpis["ps-oefenkansen-3"].current) == (83_050, None)
    assert measures["ps-jongeren-1"].budget is None


@pytest.mark.parametrize("model", SOURCED)
def test_every_fact_says_where_it_comes_from_and_when_that_was_checked(model):
    assert issubclass(model, Sourced)
    assert model.objects.exists()
    assert not model.objects.filter(source="").exists()
    assert not model.objects.filter(checked_on=None).exists()


@pytest.mark.parametrize("model", SOURCED)
def test_what_comes_from_memory_says_so(model):
    from_memory = model.objects.filter(source__istartswith="from memory")
    assert not from_memory.filter(basis="seen").exists()


@pytest.mark.parametrize(("model", "text"), IN_ALL_LANGUAGES)
def test_titles_and_descriptions_are_there_in_every_language(model, text):
    for column in columns(text):
        assert not model.objects.filter(**{column: ""}).exists(), column


def test_objectives_of_the_eu_plan_are_described_and_actions_noted_in_every_language_or_in_none():
    for column in columns("description"):
        assert not Objective.objects.filter(domain__plan__slug="eu-aii-2021-2027", **{column: ""}).exists()
    for action in Action.objects.all():
        assert len({bool(getattr(action, column)) for column in columns("note")}) == 1, action.code


def test_every_fact_would_pass_the_forms_of_the_admin():
    for model in [
        ActionPlan,
        Domain,
        Objective,
        Action,
        Document,
        Fund,
        FundFact,
        Indicator,
        TargetGroup,
        Measure,
        *LAW,
    ]:
        for fact in model.objects.all():
            fact.full_clean()


def test_loading_again_writes_nothing():
    with CaptureQueriesContext(connection) as queries:
        output = load_again()

    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not writes
    assert "places: 680 read, 0 created, 0 changed, 680 unchanged" in output
    assert len(queries) < 120


def test_what_a_curator_changed_stays_and_is_named_each_time():
    action = Action.objects.get(code="EU-E-04")
    action.basis = "seen"
    action.save()
    action.objectives.set(Objective.objects.filter(code__in=["E4", "W4"]))

    output = load_again()

    action.refresh_from_db()
    assert (action.basis, action.objectives.count()) == ("seen", 2)
    assert "kept as changed by hand: EU-E-04: basis is 'seen', not 'memory'; objectives has other members" in output
    assert "actions: 30 read, 0 created, 0 changed, 30 unchanged" in output


def test_what_the_loader_wrote_itself_follows_the_files():
    gent = Territory.objects.get(code="44021")
    gent.name_de, gent.is_rural, gent._change_reason = "Gand", False, records.REASON
    gent.save()

    output = load_again()

    gent.refresh_from_db()
    assert (gent.name_de, gent.is_rural) == ("Gent", False)
    assert "places: 680 read, 0 created, 1 changed, 679 unchanged" in output
    assert "44021: name_de was 'Gand', is now 'Gent'" in output


def test_the_municipalities_are_those_of_the_source(shared_data):
    with (shared_data / "authorities.csv").open(encoding="utf-8") as file:
        source = [row for row in csv.DictReader(file) if row["type"] == "municipality"]
    ours = Territory.objects.municipalities().values_list("code", "parent__code", "population", "name_nl")
    assert set(ours) == {(row["nis_code"], row["nuts3"], int(row["population_2020"]), row["name_nl"]) for row in source}


def test_the_files_of_facts_name_the_languages_of_the_site_only():
    assert {code for code, _name in settings.LANGUAGES} == {"nl", "en", "fr", "de"}
