"""A plan ends and another goes on with it: the old one says so, and measures are carried over as drafts."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from domains.models import Measure
from partnerships.changes import in_words
from tests.back_office import at_work, fill_in, messages_of, text_of
from tests.factories import (
    ActionPlanFactory,
    AllocationFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ReportedValueFactory,
    UserFactory,
    days_from_now,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:domains_measure_changelist")


@pytest.fixture
def plans():
    """The plan of 2021-2027, and its successor from the day after tomorrow; E1 goes on as N1."""
    new = ActionPlanFactory(
        slug="new", title_en="Plan 2028-2034", starts_on=days_from_now(2), ends_on=days_from_now(999)
    )
    old = ActionPlanFactory(slug="old", title_en="Plan 2021-2027", successor=new)
    n1 = ObjectiveFactory(code="N1", domain__plan=new)
    return ObjectiveFactory(code="E1", domain__plan=old, successor=n1), n1


def test_the_old_plan_says_what_goes_on_with_it_on_pages_in_the_api_and_in_files(plans, client):
    old = text_of(client.get("/en/plans/old/"))
    assert "This plan goes on in another one:" in old
    assert "Plan 2028-2034" in old
    assert "It goes on with" in text_of(client.get("/en/plans/new/"))
    assert "It goes on in the next plan as" in text_of(client.get("/en/objectives/E1/"))
    assert client.get("/api/v1/plans/old/").json()["successor"] == "new"
    assert client.get("/api/v1/objectives/E1/").json()["successor"] == "N1"
    assert "N1" in client.get("/data/objectives.csv?plan=old").getvalue().decode()


def test_an_objective_goes_on_in_the_plan_that_succeeds_its_own(plans):
    e1, _n1 = plans
    curator, stranger = at_work(UserFactory(curator=True)), ObjectiveFactory()
    address = reverse("admin:domains_objective_change", args=[e1.pk])
    page = fill_in(curator, address, successor=stranger.pk)
    assert "Choose an objective of the plan that succeeds this one's plan." in text_of(page)
    plan = e1.domain.plan
    plan.successor = plan
    with pytest.raises(ValidationError, match="does not follow itself"):
        plan.full_clean()


def test_measures_are_carried_over_as_drafts_with_what_they_reached_and_without_money(plans):
    e1, n1 = plans
    clerk = UserFactory()
    measure = MeasureFactory(organisation=clerk.organisation, objective=e1, ends_on=None)
    measure.further_objectives.add(e1, ObjectiveFactory())
    ReportedValueFactory(kpi=KpiFactory(measure=measure, baseline=3, target=90), value=40)
    KpiFactory(measure=measure, baseline=5)
    MilestoneFactory(measure=measure, title="Later")
    MilestoneFactory(measure=measure, title="Long ago", due_on=days_from_now(-9))
    AllocationFactory(measure=measure)
    alone = MeasureFactory(organisation=clerk.organisation)

    answers = {"action": "carry_over_selected", "index": "0", "confirmed": "2"}
    page = at_work(clerk).post(LIST, answers | {"_selected_action": [measure.pk, alone.pk]}, follow=True)
    told = " ".join(messages_of(page))
    assert "1 measure is a draft in the next plan now." in told
    assert f"“{alone}” stays as it is: no objective of a next plan goes on with its own." in told

    draft = n1.measures.get()
    assert (draft.publication, draft.organisation, draft.title_nl) == ("draft", clerk.organisation, measure.title_nl)
    assert (draft.copied_from, draft.budget, draft.ends_on) == (measure, None, None)
    assert draft.starts_on > timezone.localdate()
    assert [(kpi.baseline, kpi.target) for kpi in draft.kpis.all()] == [(40, 90), (5, 100)]
    assert [step.title for step in draft.milestones.all()] == ["Later"]
    assert not draft.allocations.exists()
    assert not draft.further_objectives.exists()
    assert in_words(draft.history.latest().history_change_reason) == f"carried over from {measure.reference}"

    page = at_work(clerk).post(LIST, answers | {"confirmed": "1", "_selected_action": [measure.pk]}, follow=True)
    assert messages_of(page) == [f"“{measure}” stays as it is: it is carried over already."]
    assert Measure.objects.count() == 3
