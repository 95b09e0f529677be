"""The API as a whole: what holds for every collection, found by looking at what there is."""

import datetime
import gzip
import json
from itertools import product
from zoneinfo import ZoneInfo

import brotli
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path
from django.utils import timezone, translation
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from rest_framework.decorators import api_view

from domains.models import Action, Indicator, IndicatorValue, Measure
from funding.models import Call, Consultation, Operation
from integration_plan import manual
from integration_plan.api import COLLECTIONS, description_in
from integration_plan.manual import EXAMPLES
from partnerships.models import Dialogue, Partnership
from tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    AllocationFactory,
    AnswerFactory,
    ApplicationFactory,
    CallFactory,
    ConclusionFactory,
    ConsultationFactory,
    ContactFactory,
    ContributionFactory,
    CorrectionFactory,
    DialogueDocumentFactory,
    DialogueFactory,
    DialogueSubjectFactory,
    DocumentFactory,
    DomainFactory,
    FollowUpFactory,
    FundFactFactory,
    FundFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    KpiFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OperationFactory,
    OperationListFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProgrammeFactory,
    QuestionFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    ServedObjectiveFactory,
    TargetGroupFactory,
    TerritoryFactory,
    UserFactory,
    VisitsFactory,
    days_from_now,
)

pytestmark = pytest.mark.django_db

LISTS = [f"/api/v1/{name}/" for name in COLLECTIONS]
PROBLEM = "application/problem+json"


def everything(name, **about_the_measure):
    """Make one record of every kind, all of them named after `name`; return the measure they belong to."""
    territory = TerritoryFactory(code=name)
    organisation = OrganisationFactory(slug=name, territory=territory)
    domain = DomainFactory(slug=name, plan=ActionPlanFactory(slug=name, owner=organisation))
    objective = ObjectiveFactory(code=name, domain=domain)
    objective.related.add(ObjectiveFactory(code=f"{name}-2", domain=domain))
    action = ActionFactory(code=name, domain=domain)
    action.objectives.add(objective)
    DocumentFactory(slug=name, plan=domain.plan, domain=domain)
    ReportingRoundFactory(plan=domain.plan, deadline=datetime.date(2120, 4, 15))
    contact = ContactFactory(organisation=organisation, domain=domain)
    measure = MeasureFactory(
        reference=f"m-{name}", objective=objective, organisation=organisation, contact=contact, **about_the_measure
    )
    measure.further_objectives.add(objective.related.get())
    measure.implements.add(action)
    measure.target_groups.add(TargetGroupFactory(slug=name))
    partnership = PartnershipFactory(slug=name)
    MembershipFactory(partnership=partnership, organisation=organisation)
    ServedObjectiveFactory(partnership=partnership, objective=objective)
    measure.partnerships.add(partnership)
    MilestoneFactory(measure=measure, title=name)
    kpi = KpiFactory(measure=measure, name_nl=name)
    ReportedValueFactory(kpi=kpi, report=ReportFactory(measure=measure, narrative=name))
    fund = FundFactory(slug=name)
    fund.domains.add(domain)
    FundFactFactory(fund=fund, amount=1_000).objectives.add(objective)
    AllocationFactory(measure=measure, fund=fund)
    AllocationFactory(measure=measure, fund=None)
    ApplicationFactory(reference=f"a-{name}", measure=measure, fund=fund, listed=True)
    OperationFactory(
        code=name, title=f"Domein {domain.number}", fund=fund, source_list=OperationListFactory(slug=name, name=name)
    )
    CallFactory(code=name, fund=fund, territory=territory, title_nl=f"Oproep {name}").domains.add(domain)
    talks = DialogueFactory(slug=name, concluded=True, organisation=measure.organisation)
    talks.participants.add(talks.organisation)
    DialogueSubjectFactory(dialogue=talks, objective=objective), DialogueDocumentFactory(dialogue=talks)
    FollowUpFactory(conclusion=ConclusionFactory(dialogue=talks), measure=measure)
    consultation = ConsultationFactory(
        slug=name, programme=ProgrammeFactory(slug=name, fund=fund, territory=territory), fund=fund
    )
    ContributionFactory(consultation=consultation, organisation=organisation)
    AnswerFactory(question=QuestionFactory(slug=name, domain=domain, organisation=organisation))
    CorrectionFactory(measure=measure, page=f"/measures/m-{name}/")
    indicator = IndicatorFactory(slug=name, domain=domain)
    indicator.objectives.add(objective)
    IndicatorValueFactory(indicator=indicator, territory=territory)
    VisitsFactory(kind="domains", domain=name)
    return measure


def results(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def the_problem(response, status):
    """Return the problem, after a look at its form."""
    problem = response.json()
    assert (response.status_code, response["Content-Type"], problem["status"]) == (status, PROBLEM, status)
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert problem["type"] == f"{settings.SITE_URL}/api/v1/docs/#problem-{status}"
    assert response["Access-Control-Allow-Origin"] == "*"
    return problem


def the_reason(response, parameter):
    """Return the sentence about the one parameter that is refused."""
    [error] = the_problem(response, 400)["errors"]
    assert error["parameter"] == parameter
    return error["detail"]


# What there is, and its description


def test_the_root_names_every_collection_and_each_opens(client):
    addresses = client.get("/api/v1/").json()
    assert {*COLLECTIONS, "schema", "docs"} == set(addresses)
    for address in addresses.values():
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


def test_a_list_and_its_items_are_exactly_what_the_schema_says(client, subtests):
    everything("here")
    description = json.loads(client.get("/api/v1/schema/").content)
    for schema in description["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False

    def said(address, path):
        answer = client.get(address.removeprefix(settings.SITE_URL)).json()
        schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        OAS31Validator({**schema, "components": description["components"]}).validate(answer)
        return answer

    for address in LISTS:
        with subtests.test(address):
            items = said(address, address)["results"]
            assert items
            for item in items:
                assert item["page"].startswith(f"{settings.SITE_URL}/{settings.LANGUAGE_CODE}/")
                if "url" in item:
                    [one] = [path for path in description["paths"] if path.startswith(f"{address}{{")]
                    assert said(item["url"], one) == item


@pytest.mark.any_database
def test_the_schema_is_valid_and_made_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))
    validate(json.loads(json.dumps(description_in("en"), default=str)))


@pytest.mark.parametrize(
    ("address", "accept", "begins", "media_type"),
    [
        ("/api/v1/schema/", "*/*", b'{"openapi"', "application/vnd.oai.openapi+json"),
        ("/api/v1/schema/", "application/json", b'{"openapi"', "application/json"),
        ("/api/v1/schema/", "application/vnd.oai.openapi", b"openapi:", "application/vnd.oai.openapi"),
        ("/api/v1/schema.json", "*/*", b'{"openapi"', "application/vnd.oai.openapi+json"),
        ("/api/v1/schema.yaml", "*/*", b"openapi:", "application/vnd.oai.openapi"),
    ],
)
@pytest.mark.any_database
def test_the_schema_comes_as_json_and_as_yaml(client, address, accept, begins, media_type):
    response = client.get(address, headers={"accept": accept})
    assert b"".join(response.content.split())[: len(begins)] == begins
    assert response["Content-Type"].startswith(media_type)


# Only what is public


@pytest.mark.parametrize("state", sorted({*Measure.Publication.values} - {"published"}))
@pytest.mark.any_database
def test_nothing_of_a_measure_that_is_not_published_can_be_seen(client, state):
    measure = everything("here")
    shown = {address: results(client, address) for address in LISTS}
    items = [f"/api/v1/measures/{measure.reference}/"]
    items += [item["url"].removeprefix(settings.SITE_URL) for item in shown["/api/v1/allocations/"]]
    items += [item["url"].removeprefix(settings.SITE_URL) for item in shown["/api/v1/reports/"]]
    items += [item["url"].removeprefix(settings.SITE_URL) for item in shown["/api/v1/applications/"]]
    items += [item["url"].removeprefix(settings.SITE_URL) for item in shown["/api/v1/corrections/"]]
    assert len(items) == 6
    Measure.objects.update(publication=state)

    for address in items:
        the_problem(client.get(address), 404)
    for name in ("measures", "reports", "allocations", "applications", "corrections"):
        assert client.get(f"/api/v1/{name}/").json()["count"] == 0
    assert {row["total"] for row in results(client, "/api/v1/progress/")} == {0}
    for address in LISTS:
        assert measure.reference not in client.get(address).content.decode(), address
    for name in ("reports", "allocations"):
        assert "m-here" in the_reason(client.get(f"/api/v1/{name}/?measure=m-here"), "measure")


def test_a_signed_in_person_sees_what_everybody_sees_and_gets_no_cookie(client):
    everything("here", draft=True)
    open_to_all = {address: client.get(address).content for address in LISTS}
    client.force_login(UserFactory(curator=True))
    for address in LISTS:
        response = client.get(address)
        assert response.content == open_to_all[address]
        assert not response.cookies
        assert "Cookie" not in response["Vary"]


# Speed


@pytest.mark.any_database
def test_a_list_takes_as_many_queries_for_many_as_for_three(count_queries, settings, subtests):
    settings.SIMPLE_HISTORY_ENABLED = False
    for number in range(3):
        everything(f"first{number}")
    few = {address: count_queries(f"{address}?page_size=200") for address in LISTS}
    territory, fund, plan = TerritoryFactory(), FundFactory(), ActionPlanFactory()
    for number, collection in product(range(20), COLLECTIONS):
        more(number, collection, territory, fund, plan)
    for address, before in few.items():
        with subtests.test(address):
            assert count_queries(f"{address}?page_size=200") == before <= 7


def talks(**details):
    """Make a meeting with all that hangs on it."""
    meeting = DialogueFactory(concluded=True, **details)
    meeting.participants.add(meeting.organisation)
    DialogueSubjectFactory(dialogue=meeting), DialogueDocumentFactory(dialogue=meeting)
    FollowUpFactory(conclusion=ConclusionFactory(dialogue=meeting), measure=MeasureFactory())


def partnership():
    """Make a partnership with a member, an objective and a measure."""
    made = MembershipFactory().partnership
    ServedObjectiveFactory(partnership=made)
    MeasureFactory().partnerships.add(made)


STAND_ALONE = {
    "dialogues": talks,
    "consultations": ContributionFactory,
    "questions": AnswerFactory,
    "answers": AnswerFactory,
    "corrections": CorrectionFactory,
    "operations": OperationFactory,
    "partnerships": partnership,
    "target-groups": TargetGroupFactory,
    "territories": TerritoryFactory,
}


def more(number, collection, territory, fund, plan):
    """Make one more record of a collection, with what hangs on it."""
    if collection in {"indicators", "indicator-values"}:
        indicator = IndicatorFactory(domain__plan=plan)
        indicator.objectives.add(ObjectiveFactory(domain=indicator.domain))
        IndicatorValueFactory(indicator=indicator, territory=territory)
    elif collection in {"measures", "reports", "allocations"}:
        measure = MeasureFactory(organisation__territory=territory, objective__domain__plan=plan)
        ReportedValueFactory(kpi=KpiFactory(measure=measure), report=ReportFactory(measure=measure))
        MilestoneFactory(measure=measure)
        AllocationFactory(measure=measure, fund=fund)
        measure.partnerships.add(PartnershipFactory())
    elif collection in STAND_ALONE:
        STAND_ALONE[collection]()
    elif collection in {"funds", "calls"}:
        CallFactory(territory=territory, fund=fund).domains.add(DomainFactory(plan=plan))
        FundFactFactory().objectives.add(ObjectiveFactory(domain__plan=plan))
    elif collection in {"plans", "rounds"}:
        ReportingRoundFactory(plan=ActionPlanFactory(owner=OrganisationFactory(territory=territory)))
    elif collection == "contacts":
        ContactFactory(organisation__territory=territory, domain=DomainFactory(plan=plan))
    elif collection == "organisations":
        OrganisationFactory(territory=territory)
    else:
        domain = DomainFactory(plan=plan)
        ObjectiveFactory(domain=domain)
        ActionFactory(domain=domain).objectives.add(ObjectiveFactory(domain=domain))
        DocumentFactory(plan=plan, domain=domain)


# Filters

CASES = {
    ("domains", "plan"): "here",
    ("objectives", "plan"): "here",
    ("objectives", "domain"): "here",
    ("actions", "plan"): "here",
    ("actions", "domain"): "here",
    ("actions", "area"): "digital",
    ("actions", "objective"): "here",
    ("actions", "status"): "complete",
    ("measures", "q"): "taalhuis",
    ("measures", "plan"): "here",
    ("measures", "domain"): "here",
    ("measures", "objective"): "here",
    ("measures", "territory"): "here",
    ("measures", "organisation"): "here",
    ("measures", "target_group"): "here",
    ("measures", "status"): "planned",
    ("measures", "fund"): "here",
    ("measures", "schedule"): "late",
    ("reports", "measure"): "m-here",
    ("rounds", "plan"): "here",
    ("progress", "plan"): "here",
    ("progress", "domain"): "here",
    ("progress", "territory"): "here",
    ("progress", "organisation"): "here",
    ("progress", "target_group"): "here",
    ("measures", "partnership"): "here",
    ("partnerships", "q"): "here",
    ("partnerships", "state"): "running",
    ("partnerships", "level"): "eu",
    ("partnerships", "kind"): "churches-communities",
    ("partnerships", "territory"): "here",
    ("partnerships", "plan"): "here",
    ("partnerships", "domain"): "here",
    ("partnerships", "objective"): "here",
    ("partnerships", "organisation"): "here",
    ("documents", "plan"): "here",
    ("documents", "domain"): "here",
    ("documents", "kind"): "memo",
    ("contacts", "organisation"): "here",
    ("contacts", "domain"): "here",
    ("indicators", "domain"): "here",
    ("indicators", "objective"): "here",
    ("indicators", "family"): "extended",
    ("indicator-values", "indicator"): "here",
    ("indicator-values", "domain"): "here",
    ("indicator-values", "territory"): "here",
    ("indicator-values", "by"): "birth",
    ("indicator-values", "group"): "non_eu",
    ("indicator-values", "sex"): "F",
    ("questions", "domain"): "here",
    ("answers", "question"): "here",
    ("corrections", "state"): "looked_at",
    ("corrections", "part"): "money",
    ("corrections", "measure"): "m-here",
    ("dialogues", "q"): "here",
    ("dialogues", "when"): "past",
    ("dialogues", "domain"): "here",
    ("dialogues", "objective"): "here",
    ("dialogues", "kind"): "churches-communities",
    ("dialogues", "organisation"): "here",
    ("dialogues", "territory"): "here",
    ("dialogues", "measure"): "m-here",
    ("funds", "role"): "synergy",
    ("funds", "domain"): "here",
    ("allocations", "fund"): "here",
    ("allocations", "measure"): "m-here",
    ("calls", "q"): "here",
    ("calls", "state"): "closed",
    ("calls", "fund"): "here",
    ("calls", "domain"): "here",
    ("calls", "territory"): "here",
    ("calls", "applicant"): "school",
    ("consultations", "state"): "closed",
    ("consultations", "stage"): "review",
    ("consultations", "fund"): "here",
    ("consultations", "programme"): "here",
    ("operations", "q"): "taalhuis",
    ("operations", "domain"): "here",
    ("operations", "fund"): "here",
    ("operations", "country"): "FR",
    ("operations", "cost_from"): "200000",
    ("operations", "cost_to"): "250000",
    ("operations", "currency"): "EUR",
    ("operations", "list"): "here",
    ("organisations", "kind"): "churches-communities",
    ("organisations", "level"): "regional",
    ("organisations", "territory"): "here",
    ("territories", "level"): "province",
    ("territories", "parent"): "here",
    ("territories", "within"): "here",
    ("measures", "money"): "eu",
    ("applications", "fund"): "here",
    ("applications", "measure"): "m-here",
    ("applications", "state"): "refused",
}


def test_every_filter_has_a_case_below():
    filters = {
        (name, parameter)
        for name, viewset in COLLECTIONS.items()
        if getattr(viewset, "filterset_class", None)
        for parameter in viewset.filterset_class.base_filters
    }
    assert filters == set(CASES)


def here_and_there():
    """Make two of everything: what the cases ask for is all here, and none of it there."""
    there = everything("there")
    here = everything("here", late=True, status="planned", title_nl="Taalhuis")
    for record, changes in [
        (here.organisation, {"kind": "churches-communities", "level": "regional"}),
        (here.territory, {"level": "province"}),
        (here.objective.domain.plan.documents.get(), {"kind": "memo"}),
        (here.allocations.get(fund__isnull=False).fund, {"role": "synergy"}),
        (
            here.applications.get(),
            {"granted_on": None, "granted_eur": None, "refused_on": days_from_now(-9), "refusal": "late"},
        ),
        (Action.objects.get(code="here"), {"status": "complete"}),
        (Partnership.objects.get(slug="here"), {"level": "eu"}),
        (Partnership.objects.get(slug="there"), {"ends_on": datetime.date(2000, 1, 1)}),
        (Operation.objects.get(code="here"), {"country": "FR", "total_cost": 225_000, "summary": "Taalhuis"}),
        (Call.objects.get(code="here"), {"deadline": timezone.now()}),
        (here.corrections.get(), {"state": "looked_at", "part": "money"}),
        (Dialogue.objects.get(slug="there"), {"starts_at": timezone.now()}),
        (Call.objects.get(code="there"), {"applicant": ["ngo"]}),
        (Consultation.objects.get(slug="here"), {"stage": "review", "closes_on": days_from_now(-1)}),
        (Operation.objects.get(code="there"), {"currency": "HUF"}),
        (Indicator.objects.get(slug="here"), {"family": "extended"}),
        (IndicatorValue.objects.get(indicator__slug="here"), {"by": "birth", "group": "non_eu", "sex": "F"}),
    ]:
        type(record).objects.filter(pk=record.pk).update(**changes)
    there.allocations.exclude(fund=None).delete()
    there.applications.update(granted_on=None, granted_eur=None)
    TerritoryFactory(code="here-in-it", parent=here.territory, level="province")
    ActionFactory(code="here-all", plan=here.objective.domain.plan, domain=None, area="digital", status="complete")
    ActionFactory(code="there-all", plan=there.objective.domain.plan, domain=None, area="funding")


def test_a_filter_leaves_out_what_it_should_and_nothing_when_it_is_empty(client, subtests):
    here_and_there()
    everywhere = {name: results(client, f"/api/v1/{name}/") for name, _parameter in CASES}
    for (name, parameter), value in CASES.items():
        with subtests.test(name, parameter=parameter):
            kept = results(client, f"/api/v1/{name}/?{parameter}={value}")
            if name == "progress":
                assert sum(row["total"] for row in everywhere[name] if row["of"] == "domain") == 2
                assert sum(row["total"] for row in kept if row["of"] == "domain") == 1
                assert {row["plan"] for row in kept if row["total"]} == {"here"}
            else:
                assert 0 < len(kept) < len(everywhere[name])
                assert "there" not in json.dumps(kept)
            assert results(client, f"/api/v1/{name}/?{parameter}=") == everywhere[name]


@pytest.mark.parametrize(("name", "parameter"), [case for case in CASES if case[1] != "q"])
def test_a_value_that_does_not_exist_is_refused_with_a_sentence(client, name, parameter):
    sentence = the_reason(client.get(f"/api/v1/{name}/?{parameter}=nowhere"), parameter)
    assert "nowhere" in sentence
    assert sentence.endswith(".")


def test_a_filter_that_takes_several_values_takes_any_of_them(client):
    for status in Measure.Status.values:
        MeasureFactory(status=status)
    kept = results(client, "/api/v1/measures/?status=done&status=stopped")
    assert {measure["status"] for measure in kept} == {"done", "stopped"}


def test_a_parameter_that_would_be_ignored_is_refused(client):
    measure = MeasureFactory()
    sentence = the_reason(client.get("/api/v1/measures/?domian=housing"), "domian")
    assert "domain, objective" in sentence
    the_reason(client.get("/api/v1/measures/?organisation=a&organisation=b"), "organisation")
    the_reason(client.get(f"/api/v1/measures/{measure.reference}/?domain=housing"), "domain")


# Pages and fields


def test_pages_lead_on_until_the_last(client):
    MeasureFactory.create_batch(5)
    address, found = "/api/v1/measures/?page_size=2", []
    while address:
        page = client.get(address).json()
        found += [measure["reference"] for measure in page["results"]]
        address = page["next"] and page["next"].removeprefix(settings.SITE_URL)
    assert page["count"] == len(set(found)) == 5
    assert page["previous"] == f"{settings.SITE_URL}/api/v1/measures/?page=2&page_size=2"


def test_a_page_beyond_the_last_is_not_found_and_says_which_is_the_last(client):
    MeasureFactory.create_batch(3)
    problem = the_problem(client.get("/api/v1/measures/?page=999&page_size=2"), 404)
    assert "999" in problem["detail"]
    assert "2" in problem["detail"]
    assert client.get("/api/v1/plans/?domain=x").status_code == 400


@pytest.mark.parametrize(
    "question",
    ["page=0", "page=-1", "page=last", "page=1e3", "page=%C2%B2", f"page={'9' * 5000}", "page_size=0", "page_size=201"],
)
def test_a_page_that_is_no_number_is_refused(client, question):
    assert "1" in the_reason(client.get(f"/api/v1/measures/?{question}"), question.partition("=")[0])


def test_fields_keeps_the_answer_small(client):
    measure = MeasureFactory()
    assert results(client, "/api/v1/measures/?fields=reference,status") == [
        {"reference": measure.reference, "status": "running"}
    ]
    assert client.get(f"/api/v1/domains/{measure.objective.domain.slug}/?fields=slug").json() == {
        "slug": measure.objective.domain.slug
    }
    sentence = the_reason(client.get("/api/v1/measures/?fields=reference,secret"), "fields")
    assert "secret" in sentence
    assert "budget_eur" in sentence


# Errors

STRANGE = ["%00", "'", '"', "<script>alert(1)</script>", "%F0%9F%98%80", "%FF", "a" * 5_000, "1' OR '1'='1", "../.."]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_text_is_answered_with_a_problem_or_with_nothing_found(client, text):
    for question in ("q", "domain", "territory", "page", "fields", "schedule", text):
        assert client.get(f"/api/v1/measures/?{question}={text}").status_code in {200, 400}
    for name in COLLECTIONS:
        assert client.get(f"/api/v1/{name}/{text}/").status_code in {404, 400}


@pytest.mark.parametrize(
    "address",
    [
        "/api/v2/measures/",
        "/api/v1/nowhere/",
        "/api/v1/measures/m-nowhere/",
        "/api/v1/reports/m-x:2026-99-99/",
        "/api/v1/rounds/x:2026-99-99/",
    ],
)
@pytest.mark.any_database
def test_what_is_not_there_is_a_problem_too(client, address):
    assert the_problem(client.get(address), 404)["errors"] == []


def test_the_shortest_address_leads_to_the_manual(client):
    assert client.get("/api/", headers={"accept-language": "fr"})["Location"] == "/fr/api/"


def test_an_address_without_its_last_slash_leads_to_the_right_one(client):
    response = client.get("/api/v1/measures?status=done")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/measures/?status=done")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.any_database
def test_nothing_can_be_written(client, method):
    for address in ("/api/v1/", "/api/v1/schema/", *LISTS):
        response = getattr(client, method)(address, {}, content_type="application/json")
        the_problem(response, 405)
        assert "GET" in response["Allow"], address


def test_another_format_is_refused(client):
    the_problem(client.get("/api/v1/measures/", headers={"accept": "text/csv"}), 406)
    assert client.get("/api/v1/measures/", headers={"accept": "text/html,*/*;q=0.8"}).status_code == 200


def test_who_asks_too_much_is_told_when_to_go_on(client, monkeypatch):
    monkeypatch.setitem(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "anon", "2/min")
    assert [client.get("/api/v1/measures/").status_code for _ in range(2)] == [200, 200]
    response = client.get("/api/v1/measures/")
    the_problem(response, 429)
    assert 0 < int(response["Retry-After"]) <= 61
    assert client.get("/api/v1/measures/", REMOTE_ADDR="198.51.100.7").status_code == 200


@api_view(["GET"])
def fault(request):
    raise RuntimeError("the password is hunter2")


urlpatterns = [
    path("api/fault/", fault),
    path("api/v1/", include("integration_plan.api")),
    path("page/", lambda request: HttpResponse("for people " * 100)),
]


@pytest.mark.urls(__name__)
def test_a_fault_is_a_problem_that_tells_nothing_of_the_inside(client):
    client.raise_request_exception = False
    response = client.get("/api/fault/")
    the_problem(response, 500)
    assert "hunter2" not in response.content.decode()


def test_errors_speak_the_language_of_the_reader(client):
    sentences = {
        the_problem(client.get("/api/v1/measures/?page=9", headers={"accept-language": language}), 404)["detail"]
        for language, _name in settings.LANGUAGES
    }
    assert len(sentences) == len(settings.LANGUAGES)


# On the wire


def test_what_has_not_changed_is_not_sent_again(client):
    measure = MeasureFactory()
    for encoding in ("identity", "gzip", "br"):
        headers = {"accept-encoding": encoding}
        first = client.get("/api/v1/measures/", headers=headers)
        again = client.get("/api/v1/measures/", headers={**headers, "if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"].removeprefix("W/") == first["ETag"].removeprefix("W/")
    Measure.objects.filter(pk=measure.pk).update(budget=1)
    changed = client.get("/api/v1/measures/", headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, changed.json()["results"][0]["budget_eur"]) == (200, "1.00")


def test_answers_are_compressed_for_who_can_read_that(client):
    MeasureFactory()
    plain = client.get("/api/v1/measures/")
    assert "Content-Encoding" not in plain
    for encoding, open_up in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        response = client.get("/api/v1/measures/", headers={"accept-encoding": encoding})
        assert response["Content-Encoding"] == encoding
        assert int(response["Content-Length"]) == len(response.content) < len(plain.content)
        assert open_up(response.content) == plain.content
        assert "Accept-Encoding" in response["Vary"]
    assert "Accept-Language" in plain["Vary"]
    assert "Content-Encoding" not in client.get("/api/v1/documents/", headers={"accept-encoding": "br"})  # too small


@pytest.mark.urls(__name__)
def test_a_page_for_people_is_not_touched(client):
    response = client.get("/page/", headers={"accept-encoding": "br, gzip"})
    assert not {"Content-Encoding", "ETag", "Access-Control-Allow-Origin"} & set(response.headers)


def test_programs_on_other_sites_may_read(client):
    response = client.get("/api/v1/measures/", headers={"origin": "https://example.org"})
    assert response["Access-Control-Allow-Origin"] == "*"
    ask_first = client.options("/api/v1/measures/", headers={"origin": "https://example.org"})
    assert (ask_first.status_code, ask_first.content) == (204, b"")
    assert ask_first["Access-Control-Allow-Methods"] == ask_first["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.any_database
def test_head_says_what_get_would_without_sending_it(client):
    for address in ("/api/v1/", "/api/v1/schema/", *LISTS):
        get, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b""), address
        assert head["Content-Type"] == get["Content-Type"], address


# The manual


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.any_database
def test_the_manual_tells_of_every_collection_parameter_and_field(client, language):
    page = client.get(f"/{language}/api/").content.decode()
    assert client.get("/api/v1/docs/", headers={"accept-language": language}).content.decode() == page
    for other, _name in settings.LANGUAGES:
        assert f'href="/{other}/api/"' in page
    with translation.override(language):
        for collection in manual.collections(description_in(language)):
            assert f'id="{collection.name}"' in page
            for line in (*collection.parameters, *collection.fields):
                assert f"<code>{line.name}</code>" in page
    for status, _title, _meaning in manual.problems():
        assert f'id="problem-{status}"' in page


@pytest.fixture
def example_measure(settings):
    """What the examples of the manual show, on the day they were made."""
    settings.SITE_URL = manual.EXAMPLE_SITE
    plan = ActionPlanFactory(slug="eu-aii-2021-2027")
    housing = DomainFactory(plan=plan, slug="housing", number=4)
    territory = TerritoryFactory(code="44021", name_nl="Gent", name_fr="Gand")
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Brussels")), tick=False):
        measure = MeasureFactory(
            reference="m-7k2q9xwd",
            title_nl="Woonbuddy's voor nieuwkomers",
            title_en="Housing buddies for newcomers",
            objective=ObjectiveFactory(domain=housing, code="H2"),
            organisation=OrganisationFactory(slug="gent", territory=territory),
            starts_on=datetime.date(2026, 1, 1),
            ends_on=datetime.date(2027, 6, 30),
            is_example=True,
        )
        measure.target_groups.add(TargetGroupFactory(slug="newcomers"))
        kpi = KpiFactory(measure=measure, name_nl="geholpen gezinnen", name_en="families helped", unit="gezinnen")
        report = ReportFactory(measure=measure, reported_on=datetime.date(2026, 10, 15))
        ReportedValueFactory(kpi=kpi, report=report, value=40)
        MilestoneFactory(measure=measure, title="Eerste twintig buddy's", due_on=datetime.date(2026, 12, 31))
        AllocationFactory(measure=measure, fund=FundFactory(slug="amif"), amount="30000.50")
        yield


@pytest.mark.any_database
def test_the_manual_answers_its_examples_as_the_api_does(client, example_measure):
    expected = json.loads(manual.ANSWERS.read_text())
    assert set(expected) == {name for name, _title, _address in EXAMPLES}
    for name, _title, address in EXAMPLES:
        response = client.get(address, headers={"accept-language": "en"})
        assert {"status": response.status_code, "answer": response.json()} == expected[name], name
