"""The files of open data: what is public and nothing else, in a form that opens, narrowed as the pages are."""

import csv
import io
import json

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from domains.models import Measure, Objective, Report
from integration_plan.files import FILES
from tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    AllocationFactory,
    AnswerFactory,
    ApplicationFactory,
    CallFactory,
    ConclusionFactory,
    ContributionFactory,
    CorrectionFactory,
    DialogueFactory,
    DomainFactory,
    FollowUpFactory,
    KpiFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    OrganisationFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    ServedObjectiveFactory,
    TerritoryFactory,
    VisitsFactory,
    days_from_now,
)
from tests.test_api import everything

pytestmark = pytest.mark.django_db

ABOUT_MEASURES = ["measures", "kpis", "allocations", "applications"]
ADDRESSES = [f"/data/{noun}.{ending}" for noun in FILES for ending in ("csv", "json")]


@pytest.fixture
def rows(client):
    """Return a function that reads the rows of a file, whichever its form."""

    def read(address):
        response = client.get(address)
        assert response.status_code == 200, response.content
        assert response.streaming
        text = response.getvalue().decode("utf-8-sig")
        if ".json" in address:
            return json.loads(text)["results"]
        delimiter = "," if "/operations." in address else ";"
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))

    return read


def test_a_file_has_the_columns_that_it_says_and_one_row_for_each_record(rows, subtests):
    everything("here")
    for address in ADDRESSES:
        with subtests.test(address):
            found = rows(address)
            noun = address.split("/")[2].split(".")[0]
            assert {tuple(row) for row in found} == {tuple(column.name for column in FILES[noun].columns)}
            assert len(found) == (2 if noun in {"objectives", "allocations", "gaps"} else 1)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_nothing_of_a_measure_that_is_not_published_is_in_a_file(rows, state):
    MeasureFactory(publication="published")
    everything("here", publication=state)
    for ending in ("csv", "json"):
        assert [len(rows(f"/data/{noun}.{ending}")) for noun in ABOUT_MEASURES] == [1, 0, 0, 0]


def test_a_measure_has_what_decides_where_it_stands(rows):
    province = TerritoryFactory(code="BE23", parent=TerritoryFactory(code="BE2"))
    place = TerritoryFactory(code="44021", parent=province)
    measure = MeasureFactory(
        organisation=OrganisationFactory(slug="gent", territory=place), budget="1234567.80", ends_on=None
    )
    for due, done in ((-30, -20), (-5, None), (9, None)):
        MilestoneFactory(measure=measure, due_on=days_from_now(due), done_on=done and days_from_now(done))
    for day in (-40, -3, 2):
        ReportFactory(measure=measure, reported_on=days_from_now(day))

    (row,) = rows("/data/measures.csv")
    assert (row["territory_path"], row["organisation"]) == ("BE2/BE23/44021", "gent")
    assert row["first_open_milestone_due_on"] == str(days_from_now(-5))
    assert row["last_reported_on"] == str(days_from_now(-3))
    assert (row["budget_eur"], row["ends_on"], row["is_example"]) == ("1234567,80", "", "false")
    assert row["address"] == f"{settings.SITE_URL}/nl/measures/{measure.reference}/"
    (row,) = rows("/data/measures.json")
    assert (row["budget_eur"], row["ends_on"], row["is_example"]) == ("1234567.80", None, False)


def test_only_an_approved_report_is_in_a_file_and_a_round_asks_who_had_started(rows):
    measure, round_due = MeasureFactory(), ReportingRoundFactory(due=True)
    Objective.objects.update(domain=DomainFactory(plan=round_due.plan))
    report = ReportedValueFactory(kpi__measure=measure, report__draft=True, report__round=round_due).report

    def told():
        (row,) = rows("/data/measures.csv")
        (kpi,) = rows("/data/kpis.csv")
        return row["last_reported_on"], row["last_round_deadline"], row["last_round_reported_on"], kpi["current"]

    assert told() == ("", str(days_from_now(-1)), "", "")
    today = timezone.localdate()
    Report.objects.filter(pk=report.pk).update(review="approved", approved_on=today)
    assert told() == (str(today), str(days_from_now(-1)), str(today), "40")
    Measure.objects.update(starts_on=days_from_now(-19))
    assert told()[1] == ""


def test_examples_are_marked_in_each_file_about_measures(rows):
    everything("here", is_example=True)
    for noun in ABOUT_MEASURES:
        assert {row["is_example"] for row in rows(f"/data/{noun}.csv")} == {"true"}


def test_own_means_have_no_fund_and_what_is_not_reported_is_empty_and_never_zero(rows):
    AllocationFactory(measure=MeasureFactory(budget=None), fund=None, amount="0.10")
    KpiFactory()
    assert [(row["fund"], row["amount_eur"]) for row in rows("/data/allocations.csv")] == [("", "0,10")]
    assert [(row["baseline"], row["current"], row["reported_on"]) for row in rows("/data/kpis.csv")] == [("0", "", "")]
    assert {row["budget_eur"] for row in rows("/data/measures.json?q=taalbuddy")} == {None, "50000.00"}


def test_a_text_that_a_spreadsheet_would_run_stays_a_text(rows):
    MeasureFactory(title_nl="=HYPERLINK(1)", title_en='Say "hi"; or\nnot')
    (row,) = rows("/data/measures.csv")
    assert (row["title_nl"], row["title_en"]) == ("'=HYPERLINK(1)", 'Say "hi"; or\nnot')
    (row,) = rows("/data/measures.json")
    assert row["title_nl"] == "=HYPERLINK(1)"


OF_THE_LIST = [
    *("plan=here", "domain=here", "objective=here", "territory=here", "organisation=here", "fund=here", "q=m-here"),
    *("status=running", "status=running&status=planned", "schedule=late", "domain=here&territory="),
]


def test_the_filters_of_the_list_of_measures_narrow_the_files_about_measures(rows, subtests):
    everything("there", status="done")
    everything("here", late=True)
    for question in OF_THE_LIST:
        with subtests.test(question):
            assert [row["reference"] for row in rows(f"/data/measures.csv?{question}")] == ["m-here"]
            for noun in ABOUT_MEASURES[1:]:
                assert {row["measure"] for row in rows(f"/data/{noun}.csv?{question}")} == {"m-here"}
    for noun in ABOUT_MEASURES[1:]:
        assert {row["measure"] for row in rows(f"/data/{noun}.csv?measure=m-there")} == {"m-there"}


def test_the_other_files_take_the_filters_of_their_collections(rows):
    everything("there")
    everything("here")
    for question in ("plans.csv?plan=here", "objectives.csv?domain=here", "actions.csv?plan=here"):
        found = rows(f"/data/{question}")
        assert found, question
        assert "there" not in json.dumps(found), question
    assert [row["code"] for row in rows("/data/territories.csv?within=here")] == ["here"]


@pytest.mark.parametrize(
    ("question", "parameter", "sentence"),
    [
        ("domain=hosing", "domain", "There is no such value: hosing. Choose one from the list."),
        ("domian=housing", "domian", "There is no such parameter. These exist: q, plan, domain, objective,"),
        ("page=2", "page", "There is no such parameter."),
        ("domain=a&domain=b", "domain", "Give this parameter once."),
        ("status=busy", "status", "Select a valid choice."),
    ],
)
def test_a_filter_that_would_not_give_the_answer_is_refused_with_a_sentence(client, question, parameter, sentence):
    response = client.get(f"/data/measures.csv?{question}", headers={"accept-language": "en"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    (error,) = response.json()["errors"]
    assert error["parameter"] == parameter
    assert error["detail"].startswith(sentence)


@pytest.mark.parametrize("address", ["/data/hosing.csv", "/data/measures.pdf", "/data/measures", "/data/"])
def test_a_file_that_is_not_there_is_a_problem(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_file_says_its_day_its_licence_and_where_it_is_explained(client):
    today = timezone.localdate()
    response = client.get("/data/measures.csv?schedule=late")
    assert response["Content-Disposition"] == f'attachment; filename="measures-{today}.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert 'https://creativecommons.org/licenses/by/4.0/>; rel="license"' in response["Link"]
    assert f'{settings.SITE_URL}/nl/open-data/>; rel="describedby"' in response["Link"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.getvalue().startswith(b"\xef\xbb\xbfreference;plan;")

    meta = json.loads(client.get("/data/measures.json?schedule=late").getvalue())["meta"]
    assert meta["address"] == f"{settings.SITE_URL}/data/measures.json?schedule=late"
    assert (meta["file"], meta["as_of"], meta["licence"][-4:]) == ("measures", str(today), "4.0/")


def test_a_file_can_only_be_read_and_head_asks_the_database_for_nothing(client, django_assert_num_queries):
    for address in ADDRESSES:
        assert client.post(address).status_code == 405
        with django_assert_num_queries(0):
            assert client.head(address).status_code == 200


def more():
    """Log one more measure with all that is in the files."""
    measure = MeasureFactory()
    MilestoneFactory(measure=measure)
    ReportedValueFactory(kpi=KpiFactory(measure=measure), report=ReportFactory(measure=measure))
    AllocationFactory(measure=measure)
    ApplicationFactory(measure=measure, listed=True)
    ActionFactory(plan=ActionPlanFactory(owner=measure.organisation))
    CallFactory(), VisitsFactory(domain=measure.reference)
    AnswerFactory(), CorrectionFactory(measure=measure)
    talks = DialogueFactory(concluded=True)
    talks.participants.add(talks.organisation)
    FollowUpFactory(conclusion=ConclusionFactory(dialogue=talks), measure=measure)
    ContributionFactory(organisation=measure.organisation)
    ServedObjectiveFactory(partnership=MembershipFactory().partnership)


@pytest.mark.any_database
def test_a_file_takes_a_few_queries_however_long_it_is(client, monkeypatch, subtests):
    monkeypatch.setattr("partnerships.files.AT_ONCE", 5)
    with override_settings(SIMPLE_HISTORY_ENABLED=False):
        for _number in range(12):
            more()
    for address in ADDRESSES:
        with subtests.test(address):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).getvalue().count(b"\n") > 12
            most = next((number for noun, number in {"gaps": 6, "members": 3}.items() if noun in address), 2)
            assert len(queries) <= most
            assert all(query["sql"].startswith(("SELECT", "(SELECT", "DECLARE")) for query in queries)
