"""Examples for who tries the site: labelled, repeatable, and never among real measures."""

import datetime
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from domains import progress
from domains.models import Contact, FollowUp, Kpi, Measure, Milestone, Objective, Report, ReportingRound, TargetGroup
from funding.models import Allocation
from integration_plan.demonstration import FOLDER, months_from
from partnerships.models import Organisation
from tests.factories import MeasureFactory

pytestmark = pytest.mark.django_db


def demo():
    output = StringIO()
    call_command("demo", stdout=output)
    return output.getvalue()


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module", autouse=True)
def site(django_db_setup, django_db_blocker, var_dir):
    """A site with the reference facts and the examples, made once for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.VAR_DIR", var_dir, raising=False)
        call_command("load_reference", stdout=StringIO())
        demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def examples():
    return Measure.objects.filter(is_example=True)


def test_every_example_is_flagged_and_the_real_figures_are_not(examples):
    assert 60 <= examples.count() <= 90
    assert set(Measure.objects.filter(is_example=False).values_list("organisation__slug", flat=True)) == {
        "agentschap-binnenlands-bestuur"
    }
    assert not Contact.objects.filter(is_example=False).exists()
    assert not Contact.objects.exclude(email__endswith="@example.org").exists()


def test_the_examples_cover_every_objective_status_and_state_of_publication(examples):
    plan = Objective.objects.filter(domain__plan__slug="eu-aii-2021-2027")
    assert not plan.exclude(measures__in=examples).exists()
    assert set(examples.values_list("status", flat=True)) == set(Measure.Status.values)
    assert set(examples.values_list("publication", flat=True)) == set(Measure.Publication.values)
    assert examples.values("organisation").distinct().count() >= 12
    assert set(examples.values_list("language", flat=True)) == {"nl", "fr", "de"}
    assert Allocation.objects.values("fund").distinct().count() == 9  # eight funds and own means


def test_examples_that_name_a_target_group_have_it_and_others_are_for_everybody(examples):
    named = {slug for path in FOLDER.glob("*.yaml") for slug in re.findall(r"[\w-]+", groups_in(path))}
    assert named <= set(TargetGroup.objects.values_list("slug", flat=True))
    assert examples.meant_for(TargetGroup.objects.get(slug="women")).count() >= 7
    assert examples.without_target_group().count() >= 30


def groups_in(path):
    return " ".join(re.findall(r"^    for: \[(.*)\]$", path.read_text(), re.MULTILINE))


def test_some_examples_are_late_some_are_not_and_some_owe_a_report(examples):
    today = timezone.localdate()
    assert examples.late_on(today).count() >= 5
    assert examples.on_schedule_on(today).count() >= 20
    assert examples.reported_on(today).count() >= 30
    assert examples.not_reported_on(today).count() >= 5
    assert 5 <= examples.report_overdue_on(today).count() < examples.filter(status="running").count()
    assert not Report.objects.filter(reported_on__gt=today).exists()


@pytest.mark.any_database
def test_published_examples_have_titles_in_every_language_and_pass_the_forms(examples):
    for measure in examples.public():
        assert all([measure.title_nl, measure.title_en, measure.title_fr, measure.title_de]), measure.reference
        assert measure.summary_en, measure.reference
    for measure in examples:
        measure.full_clean()
        money = measure.allocations.all()
        assert sum(allocation.amount for allocation in money) <= (measure.budget or 0)
        for part in [*measure.kpis.all(), *measure.milestones.all(), *money]:
            part.full_clean()


def test_the_approver_of_gent_finds_something_that_her_colleague_submitted():
    approver = User.objects.get(email="approver.gent@example.org")
    submitted = Measure.objects.editable_by(approver).filter(publication="submitted")
    assert submitted.count() == 2
    assert all("publish" in measure.steps_for(approver) for measure in submitted)


def test_running_it_twice_changes_nothing():
    before = [
        model.objects.count() for model in (Measure, Kpi, Milestone, Report, ReportingRound, Allocation, Contact, User)
    ]

    with CaptureQueriesContext(connection) as queries:
        output = demo()

    assert [
        model.objects.count() for model in (Measure, Kpi, Milestone, Report, ReportingRound, Allocation, Contact, User)
    ] == before
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert re.search(r"example measures: (\d+) read, 0 created, 0 changed, \1 unchanged", output)


@pytest.mark.any_database
def test_the_password_is_made_here_kept_for_the_owner_only_and_opens_the_door(var_dir):
    file = var_dir / "demo_password"
    password = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert f"password {password}" in demo()
    assert User.objects.get(email="curator@example.org").check_password(password)


@pytest.mark.any_database
def test_a_lost_password_is_replaced_for_everybody(var_dir):
    file = var_dir / "demo_password"
    before = file.read_text()
    file.unlink()
    demo()
    after = file.read_text()
    file.write_text(before)  # the other tests of this file go on with the old one

    assert after != before
    assert User.objects.get(email="clerk.gent@example.org").check_password(after)


def test_a_database_with_real_measures_is_refused_but_not_what_people_logged_beside_the_examples():
    MeasureFactory()
    assert "0 created" in demo()

    ReportingRound.objects.update(closed_at=None)  # one that is closed keeps its measures
    FollowUp.objects.all().delete()
    Measure.objects.filter(is_example=True).delete()
    with pytest.raises(CommandError, match="holds 1 real measures"):
        demo()


def test_a_database_without_reference_facts_is_refused_too():
    Organisation.objects.filter(slug="gent").update(slug="elsewhere")
    with pytest.raises(CommandError, match=r"run `manage\.py load_reference` first"):
        demo()


@pytest.mark.parametrize(
    ("months", "day", "expected"),
    [(0, 15, "2026-11-15"), (2, 31, "2027-01-31"), (3, 31, "2027-02-28"), (-11, 1, "2025-12-01")],
)
def test_examples_count_in_months_from_today(months, day, expected):
    assert str(months_from(datetime.date(2026, 11, 24), months, day)) == expected


def test_a_look_back_shows_the_examples_as_they_were(examples):
    today = timezone.localdate()

    def on(day):
        return progress.total(Measure.history.on(day).public().delivery("objective", day).values())

    assert on(today) == progress.total(Measure.objects.public().delivery("objective", today).values())
    done = [on(today - datetime.timedelta(days)).done for days in (0, 365, 730)]
    assert done == sorted(done, reverse=True)
    assert done[0] > done[1]
