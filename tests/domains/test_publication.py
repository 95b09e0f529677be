"""The way of a record to the public, by four eyes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from domains.models import Measure, Report
from domains.publication import MEASURE_STEPS, REPORT_STEPS, may_take
from partnerships.models import Organisation
from tests.factories import MeasureFactory, OrganisationFactory, ReportFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """A municipality's two clerks and approver, her neighbour, and a curator."""
    organisation = OrganisationFactory()
    return {
        "clerk": UserFactory(organisation=organisation),
        "approver": UserFactory(organisation=organisation, approver=True),
        "neighbour": UserFactory(approver=True),
        "curator": UserFactory(curator=True),
    }


@pytest.fixture
def measure(people):
    return MeasureFactory(draft=True, organisation=people["clerk"].organisation)


def test_a_clerk_submits_and_an_approver_publishes(measure, people):
    measure.take_step("submit", people["clerk"])
    assert not Measure.objects.public().exists()

    measure.take_step("publish", people["approver"])
    assert Measure.objects.public().get() == measure


def test_nobody_publishes_what_she_submitted_herself(measure, people):
    measure.take_step("submit", people["approver"])

    assert measure.steps_for(people["approver"]) == []
    with pytest.raises(PermissionDenied):
        measure.take_step("publish", people["approver"])
    assert measure.steps_for(people["curator"]) == ["publish", "return"]


def test_the_single_member_of_staff_publishes_what_she_submitted_and_everybody_sees_that(measure, people, client):
    alone = people["approver"]
    Organisation.objects.filter(pk=alone.organisation_id).update(has_single_staff=True)
    measure = Measure.objects.get(pk=measure.pk)
    for person in (people["curator"], alone):  # a curator is not of this organisation: she has colleagues
        measure.take_step("submit", person)
        assert Measure.objects.waiting_for(person).exists() is (person == alone)
        assert ("publish" in measure.steps_for(person)) is (person == alone)
        if person == alone:
            measure.take_step("publish", person)
        else:
            measure.take_step("return", alone, "Mine")

    assert [record.approved_alone for record in measure.history.all()[:3]] == [True, False, False]
    assert "approved without a colleague" in client.get(f"/en/measures/{measure.reference}/").content.decode()
    report = ReportFactory(measure=measure, draft=True)
    report.take_step("submit", alone)
    assert Report.objects.waiting_for(alone).get() == report
    report.take_step("approve", alone)
    assert report.approved_alone
    report.take_step("return", alone, "Again")
    report.take_step("submit", people["clerk"])
    report.take_step("approve", alone)
    assert not report.approved_alone


def test_a_contributor_neither_publishes_nor_returns_nor_withdraws(measure, people):
    measure.take_step("submit", UserFactory(organisation=measure.organisation))
    for step in ("publish", "return"):
        with pytest.raises(PermissionDenied):
            measure.take_step(step, people["clerk"], "Why not")
    measure.take_step("publish", people["approver"])
    with pytest.raises(PermissionDenied):
        measure.take_step("withdraw", people["clerk"], "Why not")


def test_another_organisation_takes_no_step(measure, people):
    for name in MEASURE_STEPS:
        with pytest.raises(PermissionDenied):
            measure.take_step(name, people["neighbour"], "Because")


def test_returning_takes_a_reason_which_the_colleague_reads(measure, people):
    measure.take_step("submit", people["clerk"])
    with pytest.raises(ValidationError, match=r"Say why|Zeg waarom"):
        measure.take_step("return", people["approver"], "  ")

    measure.take_step("return", people["approver"], "Budget is missing")

    measure.refresh_from_db()
    assert (measure.publication, measure.reason) == ("returned", "Budget is missing")
    assert measure.steps_for(people["clerk"]) == ["submit"]


def test_of_two_people_who_take_the_same_step_the_second_is_told(measure, people):
    measure.take_step("submit", people["clerk"])
    same = Measure.objects.get(pk=measure.pk)
    measure.take_step("publish", people["approver"])

    with pytest.raises(PermissionDenied):
        same.take_step("return", people["curator"], "Too late")


def test_each_step_is_in_the_history_and_makes_a_new_version(measure, people):
    measure.take_step("submit", people["clerk"])
    measure.take_step("publish", people["approver"])

    assert [record.publication for record in measure.history.all()] == ["published", "submitted", "draft"]
    assert measure.version == 3


def test_no_step_leads_from_where_it_does_not_begin():
    for steps, states in ((MEASURE_STEPS, Measure.Publication), (REPORT_STEPS, Report.Review)):
        for step in steps.values():
            for state in set(states.values) - step.origins:
                assert not may_take(step, state, may_approve=True, submitted_it=False)
