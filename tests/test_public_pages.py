"""What holds for every page that the public can read, found by looking at what there is."""

import datetime
import html
import re
from itertools import cycle, product

import html5lib
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone, translation

from domains.models import Measure
from integration_plan import data_version
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
    QuestionFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    ServedObjectiveFactory,
    TargetGroupFactory,
    TerritoryFactory,
    VisitsFactory,
)

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = {
    "dashboard": [],
    "plan_detail": ["eu"],
    "over_time": ["eu"],
    "round_detail": ["eu", datetime.date(2026, 4, 15)],
    "domain_detail": ["housing"],
    "domain_embed": ["housing"],
    "objective_detail": ["O1"],
    "action_list": [],
    "action_detail": ["EU-O-1"],
    "dialogue_list": [],
    "dialogue_detail": ["talks"],
    "domain_partnerships": ["housing"],
    "question_list": [],
    "question_detail": ["asked"],
    "question_answer": ["asked"],
    "measure_list": [],
    "measure_detail": ["m-0"],
    "measure_changes": ["m-0"],
    "partnership_list": [],
    "partnership_detail": ["welcome"],
    "territory_list": [],
    "territory_detail": ["BE23"],
    "compare": [],
    "correction_list": [],
    "correction_new": [],
    "correction_detail": [f"{timezone.localdate().year}-9999"],
    "organisation_detail": ["gent"],
    "organisation_quality": ["gent"],
    "fund_list": [],
    "fund_detail": ["amif"],
    "gap_map": [],
    "call_list": [],
    "call_detail": ["call-a"],
    "consultation_list": [],
    "consultation_detail": ["survey"],
    "operation_list": [],
    "operation_detail": ["operation-a"],
    "finder": [],
    "funding_chain": [],
    "cofinancing": [],
    "search": [],
    "changes": [],
    "domain_changes": ["housing"],
    "following": [],
    "follow_by_mail": [],
    "methodology": [],
    "open_data": [],
    "figure_detail": ["done"],
    "accessibility": [],
    "privacy": [],
    "visits": [],
    "api_manual": [],
}
CHOSEN = {"compare": "?territory=44021&territory=BE23"}  # without a choice the page is but a form
NO_RECORDS = {"figure_detail"}  # pages whose name is none of a record
DOCUMENTS = {"domain_pdf": ["housing"], "territory_pdf": ["BE23"]}
LISTS = {
    "measure_list",
    "action_list",
    "territory_list",
    "partnership_list",
    "fund_list",
    "call_list",
    "consultation_list",
    "dialogue_list",
    "question_list",
    "operation_list",
    "correction_list",
}
FILTERED = [
    "?domain=housing&status=running",
    "?territory=BE23&schedule=late",
    "?q=taal&fund=amif",
    "?target_group=women",
]
# Pages of progress, each also read for one target group, and as it was on a day.
OF_PROGRESS = ("dashboard", "plan_detail", "domain_detail", "objective_detail", "territory_detail")
THROUGH_A_LENS = list(product(OF_PROGRESS, ["?target_group=women", "?on=2025-06-30"]))
PAGES_AND_LENSES = [*((name, "") for name in PAGES), *THROUGH_A_LENS]
COUNTED = [
    *PAGES_AND_LENSES,
    *((name, "") for name in DOCUMENTS),
    *(("measure_list", query) for query in FILTERED),
    ("gap_map", "?territory=BE23&domain=housing"),
    ("domain_partnerships", "?territory=BE23"),
    ("operation_list", "?q=taal&domain=housing&fund=amif&country=BE&cost_from=5"),
    ("dialogue_list", "?q=overleg&domain=housing&objective=O1&kind=authorities&organisation=gent&territory=44021"),
    ("partnership_list", "?q=partnerschap&kind=authorities&level=local&territory=BE23&domain=housing&state=running"),
    ("call_list", "?q=oproep&domain=housing&fund=amif&territory=44021&state=open"),
]
START = datetime.date(2026, 1, 1)
NAMED = re.compile(r'(?:aria-labelledby|aria-describedby|for|href|popovertarget)="#?([a-z][a-z0-9_-]*)"')


def address_of(name, language="nl"):
    with translation.override(language):
        return reverse(name, args=(PAGES | DOCUMENTS)[name]) + CHOSEN.get(name, "")


@pytest.fixture
def log_measures():
    """Return a function that publishes measures with all that can hang on one, for the pages of `PAGES`."""
    country = TerritoryFactory(code="BE", level="country")
    province = TerritoryFactory(code="BE23", level="province", parent=country)
    organisation = OrganisationFactory(slug="gent", territory=TerritoryFactory(code="44021", parent=province))
    domain = DomainFactory(slug="housing", plan=ActionPlanFactory(slug="eu", owner=organisation))
    objective, other = ObjectiveFactory(code="O1", domain=domain), ObjectiveFactory(code="O2", domain=domain)
    objective.related.add(ObjectiveFactory(code="PS1"))
    action = ActionFactory(code="EU-O-1", domain=domain)
    action.objectives.add(objective)
    DocumentFactory(plan=domain.plan, domain=domain)
    fund = FundFactory(slug="amif")
    fund.domains.add(domain)
    FundFactFactory(fund=fund).objectives.add(objective)
    women = TargetGroupFactory(slug="women")
    source_list = OperationListFactory()
    CallFactory(code="call-a", fund=fund, territory=organisation.territory).domains.add(domain)
    asked = QuestionFactory(slug="asked", organisation=organisation, domain=domain)
    talks = DialogueFactory(slug="talks", concluded=True, organisation=organisation)
    survey = ConsultationFactory(slug="survey", fund=fund)
    CorrectionFactory(pk=9999, measure=None, answered=True)
    VisitsFactory(kind="domains", domain="housing")
    OperationFactory(code="operation-a", fund=fund, source_list=source_list)
    welcome = PartnershipFactory(slug="welcome")
    MembershipFactory(partnership=welcome, organisation=organisation, role="lead")
    ServedObjectiveFactory(partnership=welcome, objective=objective)
    indicator = IndicatorFactory(domain=domain)
    for group, period in product(["native", "foreign"], ["2023", "2024"]):
        IndicatorValueFactory(indicator=indicator, territory=country, group=group, period=period)
    midnight = timezone.now() + datetime.timedelta(days=1)  # what is logged by a test counts still
    days = {"ends_on": START, "opens_on": START, "deadline": PAGES["round_detail"][1]}
    closed = ReportingRoundFactory(plan=domain.plan, starts_on=START, closed_at=midnight, **days)

    def log(numbers):
        for number in numbers:
            measure = MeasureFactory(
                reference=f"m-{number}",
                objective=[objective, other][number % 2],
                organisation=organisation,
                status=["running", "done", "planned"][number % 3],
                contact=ContactFactory(organisation=organisation, domain=domain),
            )
            measure.implements.add(action)
            measure.target_groups.set([women] if number % 2 else [TargetGroupFactory(), women])
            measure.partnerships.add(welcome, PartnershipFactory())
            MembershipFactory(partnership=welcome, organisation__territory__parent=province)
            beside = MembershipFactory(
                partnership=measure.partnerships.exclude(pk=welcome.pk).get(), organisation=organisation, role="lead"
            )
            ServedObjectiveFactory(partnership=beside.partnership, objective=objective)
            measure.further_objectives.add([other, objective][number % 2])
            MilestoneFactory(measure=measure)
            AllocationFactory(measure=measure, fund=fund)
            ApplicationFactory(measure=measure, fund=fund, listed=True)
            ApplicationFactory(measure=Measure.objects.get(reference="m-0"), fund=fund, refused=True)
            CallFactory(fund=fund, territory=organisation.territory).domains.add(domain)
            ConsultationFactory(fund=fund)
            AnswerFactory(question=asked), AnswerFactory(question=QuestionFactory(domain=domain), waiting=True)
            VisitsFactory(kind="domains", domain=f"domain-{number}")
            log_talks(number, talks, measure, objective)
            CorrectionFactory(measure=measure, answered=True)
            ContributionFactory(consultation=survey)
            OperationFactory(title=str(measure.title), fund=fund, source_list=source_list)
            # What a page shows of one measure grows with the measures here, so that this too is counted.
            first = Measure.objects.get(reference="m-0")
            report = ReportFactory(measure=first, reported_on=START + datetime.timedelta(days=number))
            ReportFactory(measure=measure, round=closed, status="done")
            ReportedValueFactory(kpi=KpiFactory(measure=first), report=report)
            IndicatorValueFactory(indicator=IndicatorFactory(domain=domain), territory=country)

    return log


def log_talks(number, talks, measure, objective):
    """Log a meeting, and of the meeting with a page here another participant, document and conclusion."""
    meeting = DialogueFactory(slug=f"talks-{number}", organisation=talks.organisation, concluded=True)
    for record in (talks, meeting):
        record.participants.add(measure.organisation, OrganisationFactory())
        DialogueDocumentFactory(dialogue=record)
        DialogueSubjectFactory(dialogue=record, objective__domain=objective.domain)
        conclusion = ConclusionFactory(dialogue=record)
        FollowUpFactory(conclusion=conclusion, measure=Measure.objects.get(reference="m-0"))
        FollowUpFactory(conclusion=conclusion, action=objective.actions.first())
    DialogueSubjectFactory(dialogue=meeting, objective=objective)


def public_names():
    """Yield the name of every address that carries a language."""
    (public,) = (part for part in get_resolver().url_patterns if isinstance(part.pattern, LocalePrefixPattern))
    waiting = [*public.url_patterns]
    while waiting:
        part = waiting.pop()
        waiting += getattr(part, "url_patterns", [])
        if hasattr(part, "name"):
            yield part.name


def test_every_public_page_is_tried_here():
    assert set(public_names()) == {*PAGES, *DOCUMENTS}


@pytest.mark.any_database
def test_a_page_opens_in_every_language_and_says_which(client, log_measures, subtests):
    log_measures(range(1))
    for name, language in product(PAGES, LANGUAGES):
        with subtests.test(page=name, language=language):
            response = client.get(address_of(name, language))
            page = response.content.decode()
            assert response.status_code == 200
            assert f'<html lang="{language}">' in page
            assert page.count("<h1") == 1
            assert "· Integratieplan" in page[page.index("<title>") : page.index("</title>")]


@pytest.mark.any_database
def test_a_page_is_valid_html_and_leads_to_no_anchor_that_is_not_there(client, log_measures, subtests):
    log_measures(range(2))
    for name, query in PAGES_AND_LENSES:
        with subtests.test(page=name, query=query):
            page = client.get(address_of(name) + query).content.decode()
            html5lib.HTMLParser(strict=True).parse(page)
            ids = re.findall(r'\sid="([^"]+)"', page)
            assert len(ids) == len(set(ids))
            assert set(NAMED.findall(page)) <= set(ids)


@pytest.mark.any_database
def test_every_question_how_was_this_counted_has_its_answer(client, log_measures, subtests):
    log_measures(range(1))
    for name, query in (pair for pair in PAGES_AND_LENSES if pair[0] != "methodology"):
        page = client.get(address_of(name) + query).content.decode()
        for question in re.findall(r'class="how" href="([^"]*)"', page):
            with subtests.test(page=name, question=question):
                answer = client.get(html.unescape(question))
                assert answer.status_code == 200
                assert f'id="{question.partition("#")[2]}"' in answer.content.decode() or "/figures/" in question


@pytest.mark.any_database
def test_a_page_takes_as_many_queries_for_twenty_measures_as_for_three(count_queries, log_measures, subtests):
    ContentType.objects.get_for_models(*apps.get_models())  # these are read once in a process
    log_measures(range(3))
    few = {(name, query): count_queries(address_of(name) + query) for name, query in COUNTED}
    with override_settings(SIMPLE_HISTORY_ENABLED=False):
        log_measures(range(3, 20))
    for (name, query), before in few.items():
        with subtests.test(page=name, query=query):
            assert count_queries(address_of(name) + query) == before
            # A search asks once more: where its words stand.
            assert before <= (10 if name in LISTS else 15) + ("q=" in query)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["dashboard", "action_list", "measure_list", "territory_list", "fund_list", "gap_map"])
@pytest.mark.any_database
def test_a_site_that_holds_nothing_yet_says_so_and_shows_no_zero_percent(name, language, client):
    response = client.get(address_of(name, language))
    assert response.status_code == 200
    assert not re.search(r"\b0\s?%", response.content.decode())


@pytest.mark.parametrize(
    "name", [name for name in [*PAGES, *DOCUMENTS] if PAGES.get(name, True) and name not in NO_RECORDS]
)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.any_database
def test_what_does_not_exist_is_a_page_that_says_so(name, language, client):
    response = client.get(address_of(name, language))
    assert response.status_code == 404
    assert b"<main" in response.content


def test_every_table_a_public_address_reads_moves_the_version_of_the_data_when_it_is_written(client, log_measures):
    log_measures(range(2))
    ContentType.objects.get_for_models(*apps.get_models())  # these are read once in a process
    read = set()

    def get(address):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        read.update(table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"]))
        return response

    for name in PAGES:
        get(address_of(name))
    for address in client.get("/api/v1/").json().values():
        answer = get(address.removeprefix(settings.SITE_URL))
        for item in re.findall(rf'"url":"{settings.SITE_URL}([^"]+)"', answer.content.decode())[:1]:
            get(item)

    indexes = {table for table in read if table.endswith("_search")}  # of words; they move with their tables
    assert read - indexes <= data_version.public_tables()
    assert {"domains_measure", "domains_measure_implements", "funding_allocation", "partnerships_territory"} < read


@pytest.mark.any_database
def test_every_text_that_people_write_is_shown_as_they_wrote_it(client, log_measures):
    evil = "<script>alert(1)</script>"
    log_measures(range(1))
    Measure.objects.update(title_nl=evil, title_en=evil, summary_nl=evil, reference="m-0")
    measure = Measure.objects.get()
    measure.milestones.update(title=evil)
    measure.reports.update(narrative=evil, source=evil)
    measure.kpis.update(name_nl=evil, unit=evil)
    measure.organisation.contacts.update(role_nl=evil, phone=evil, name=evil)
    for record in (measure.organisation, measure.territory):
        record.name_nl = evil
        record.save()

    for name, language in zip(PAGES, cycle(LANGUAGES), strict=False):
        assert "<script>alert" not in client.get(address_of(name, language)).content.decode(), name
    assert client.get(address_of("measure_detail")).content.decode().count("&lt;script&gt;alert") > 8


def test_a_watchdog_is_told_whether_the_site_works(client):
    assert client.get("/health/live").content == b"live"
    assert client.get("/health/ready").content == b"ready"


@pytest.mark.any_database
def test_a_page_that_has_nothing_to_show_yet_says_what_to_do(client):
    for address in ("/en/territories/", "/en/funding/", "/en/actions/"):
        assert "loads them with one command" in client.get(address).content.decode(), address
    assert "Remove one to see more" in client.get("/en/actions/?status=complete").content.decode()
    place, fund = TerritoryFactory(), FundFactory()
    domain = DomainFactory()
    objective = ObjectiveFactory(domain=domain)
    action = ActionFactory(plan=domain.plan, domain=domain)
    nouns = (domain, objective, action, place, OrganisationFactory(territory=place), fund)
    with translation.override("en"):
        pages = [noun.get_absolute_url() for noun in nouns]
    for address in ("/en/", "/en/measures/", *pages):
        text = client.get(address).content.decode()
        assert "Its staff log it in a few minutes." in text, address
        assert reverse("admin:domains_measure_add") in text
    assert "Remove one to see more" in client.get("/en/measures/?q=nothing").content.decode()
