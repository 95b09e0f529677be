"""An import goes its way: at once when it is short, with a worker when it is long; it can be stopped and undone."""

import datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from domains import imports, rollup, rows, storing
from domains.imports import Worker
from domains.models import ImportedRow, Measure, Objective, SpreadsheetImport
from funding.models import Allocation
from funding.resources import MeasureWithMoneySheet
from integration_plan import data_version
from partnerships.search import index
from tests.factories import (
    AllocationFactory,
    MeasureFactory,
    ReportFactory,
    SpreadsheetImportFactory,
    UserFactory,
)
from tests.sheets import NEW, excel, faults, kinds, rows_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]
State = SpreadsheetImport.State


@pytest.fixture
def measure(gent):
    measure = MeasureFactory(organisation=gent, reference="m-gent", title_nl="Taalbuddy's", budget=50_000)
    measure.further_objectives.set(Objective.objects.filter(code="E1"))
    AllocationFactory(measure=measure, fund__slug="erdf", amount=20_000)
    return measure


@pytest.fixture
def long_ago(monkeypatch):
    """Let every file be a long one, of batches of two rows."""
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    monkeypatch.setattr(imports, "BATCH", 2)
    monkeypatch.setattr(rows, "BATCH", 2)


def work():
    """Do what a worker does until nothing waits."""
    worker, done = Worker(MeasureWithMoneySheet), []
    while job := worker.take_one():
        job.refresh_from_db()
        done.append(job.state)
    return done


def many(number, **more):
    return text(*(NEW | {"title_nl": f"Taalklas {n}"} | more for n in range(number)))


def e1():
    return Objective.objects.get(code="E1")


def all_that_is_said():
    """Return what measures say, without when and how often it was written."""
    names = [field.attname for field in Measure._meta.fields if field.name not in ("updated_at", "version")]
    links = [
        [sorted(link.values_list("pk", flat=True)) for link in (m.further_objectives, m.implements, m.target_groups)]
        for m in Measure.objects.order_by("pk")
    ]
    return (
        list(Measure.objects.order_by("pk").values(*names)),
        links,
        sorted(Allocation.objects.values_list("measure", "fund", "amount")),
    )


# The good rows only, and the others to correct.


def test_the_good_rows_are_stored_when_asked_and_the_others_come_back_to_correct(look, act, client, clerk):
    page = look(excel(NEW, NEW | {"title_nl": "Fout", "objective": "Z9", "budget": 5}, NEW | {"title_nl": "Goed"}))
    assert "Store the 2 good rows only" in page.content.decode()
    refused = reverse("admin:domains_measure_import_file", args=[page.context["job"].pk, "refused"])
    (row,) = rows_of(client.get(refused).content)
    assert (row["row"], row["reason"]) == (3, "objective: There is no objective with the code Z9.")

    act(page, "store")
    assert not Measure.objects.exists()
    act(page, "store_good")
    assert set(Measure.objects.values_list("title_nl", flat=True)) == {"Nieuwe taalklas", "Goed"}

    again = look(excel(row | {"objective": "E1"}))
    assert kinds(again) == [(2, "new")]
    assert not again.context["preview"].unknown


def test_the_file_stays_with_who_and_when_for_the_organisation_alone(look, confirm, client, clerk, gent):
    data = text(NEW)
    confirm(look(data, name="lijst van mij.csv"))
    client.force_login(UserFactory(organisation=gent))
    page = client.get(reverse("admin:domains_measure_import"))
    (job,) = page.context["recent"]
    assert (job.by, job.state, job.name) == (clerk, "stored", "lijst van mij.csv")
    file = reverse("admin:domains_measure_import_file", args=[job.pk, "uploaded"])
    answer = client.get(file)
    assert (answer.content, answer["Content-Disposition"]) == (data, 'attachment; filename="lijst-van-mij.csv"')

    client.force_login(UserFactory())
    assert client.get(file).status_code == 404
    assert client.get(reverse("admin:domains_measure_one_import", args=[job.pk])).status_code == 404
    assert not client.get(reverse("admin:domains_measure_import")).context["recent"]


# Undo.


def test_a_whole_import_is_undone_with_links_money_and_history(look, confirm, act, clerk, measure):
    before = all_that_is_said()
    row = {
        "reference": "m-gent",
        "title_nl": "Anders",
        "budget": "",
        "further_objectives": "E2, E3",
        "ends_on": "1/1/2031",
    }
    page = confirm(look(text(row | {"money_erdf": "", "money_amif": "7"}, NEW | {"reference": "", "money_amif": "3"})))
    assert all_that_is_said() != before
    assert Measure.objects.count() == 2

    page = act_on_last(act)
    assert "This import is undone" in page.content.decode()
    assert all_that_is_said() == before
    last = measure.history.first()
    assert (last.history_user, last.history_change_reason, last.title_nl) == (clerk, "import undone", "Taalbuddy's")
    assert [link.objective.code for link in last.further_objectives.all()] == ["E1"]
    gone = Measure.history.filter(history_type="-").get()
    assert (gone.title_nl, gone.history_user, gone.history_change_reason) == ("Nieuwe taalklas", clerk, "import undone")
    assert not ImportedRow.objects.exists()


def act_on_last(act):
    return act(type("Page", (), {"context": {"job": SpreadsheetImport.objects.first()}}), "undo")


@pytest.mark.parametrize("touch", ["change", "report", "delete"])
def test_an_import_is_not_undone_once_somebody_changed_its_rows(look, confirm, act, clerk, touch):
    confirm(look(text(NEW, NEW | {"title_nl": "Een tweede"})))
    measure = Measure.objects.get(title_nl="Een tweede")
    if touch == "change":
        measure.take_step("submit", clerk)
    elif touch == "report":
        ReportFactory(measure=measure)
    else:
        measure.delete()
    page = act_on_last(act)
    assert "since then somebody changed the measures of the rows 3." in page.content.decode()
    assert Measure.objects.filter(title_nl="Nieuwe taalklas").exists()


def test_an_approver_undoes_what_a_colleague_imported_and_a_contributor_does_not(
    look, confirm, act, client, clerk, gent
):
    confirm(look(text(NEW)))
    client.force_login(UserFactory(organisation=gent))
    assert act_on_last(act).status_code == 403
    approver = UserFactory(organisation=gent, approver=True)
    client.force_login(approver)
    act_on_last(act)
    assert not Measure.objects.exists()
    assert Measure.history.filter(history_type="-").get().history_user == approver


def test_titles_that_changed_places_go_back_to_theirs(look, confirm, act, clerk, gent):
    one, two = (MeasureFactory(organisation=gent, objective=e1(), title_nl=title, title_en="") for title in "AB")
    confirm(look(text({"reference": two.reference, "title_nl": "C"}, {"reference": one.reference, "title_nl": "B"})))
    assert set(Measure.objects.values_list("pk", "title_nl")) == {(one.pk, "B"), (two.pk, "C")}
    act_on_last(act)
    assert set(Measure.objects.values_list("pk", "title_nl")) == {(one.pk, "A"), (two.pk, "B")}


# Long files.


def test_a_long_file_waits_for_a_worker_and_the_page_says_how_far_it_is(look, act, client, clerk, long_ago):
    page = look(many(5))
    assert "This waits for its turn" in page.content.decode()
    assert work() == ["looked"]
    page = client.get(page.redirect_chain[-1][0])
    assert page.context["preview"].counts == {"new": 5}
    page = act(page, "store")
    assert not Measure.objects.exists()
    address = reverse("admin:domains_measure_one_import", args=[page.context["job"].pk])
    SpreadsheetImport.objects.update(rows_done=2, worked_at=timezone.now())
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Being stored: 2 of 5 rows." in part
    assert "<html" not in part
    SpreadsheetImport.objects.update(
        rows_done=0, worked_at=None, uploaded_at=timezone.now() - datetime.timedelta(hours=1)
    )
    assert "Nobody has taken it up for a while" in client.get(address).content.decode()
    assert work() == ["stored"]
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert Measure.objects.count() == ImportedRow.objects.count() == 5

    act(page, "undo")
    assert Measure.objects.count() == 5
    assert work() == ["undone"]
    assert not Measure.objects.exists()


@pytest.fixture
def storing_job(long_ago, gent):
    """A long import that was looked at and is to be stored."""
    job = SpreadsheetImportFactory(organisation=gent, file=many(5))
    work()
    SpreadsheetImport.objects.update(state=State.STORING)
    return job


class Killed(BaseException):
    """What no code of ours catches: the end of a process."""


def kill_at(monkeypatch, number):
    """Let the worker die when it has stored its batch of that number, and before it could say so."""
    kept, batches = storing.keep_what_was, []

    def dying(*arguments):
        kept(*arguments)
        batches.append(1)
        if len(batches) == number:
            raise Killed

    monkeypatch.setattr(storing, "keep_what_was", dying)


def test_a_killed_worker_leaves_whole_batches_and_another_one_goes_on(storing_job, monkeypatch):
    kill_at(monkeypatch, 2)
    with pytest.raises(Killed):
        work()
    monkeypatch.undo()
    assert Measure.objects.count() == ImportedRow.objects.count() == 2
    assert work() == []  # nobody knows yet that it was killed

    monkeypatch.setattr(rows, "BATCH", 2)
    monkeypatch.setattr(imports, "BATCH", 2)
    SpreadsheetImport.objects.update(worked_at=timezone.now() - 2 * imports.LEASE)
    assert work() == ["stored"]
    assert sorted(Measure.objects.values_list("title_nl", flat=True)) == [f"Taalklas {n}" for n in range(5)]
    assert Measure.history.count() == ImportedRow.objects.count() == 5


def test_a_worker_that_was_only_slow_does_not_store_what_another_has_taken_over(storing_job, monkeypatch):
    kept = storing.keep_what_was

    def taken_over(*arguments):
        kept(*arguments)
        SpreadsheetImport.objects.update(worker="another")

    monkeypatch.setattr(storing, "keep_what_was", taken_over)
    Worker(MeasureWithMoneySheet).take_one()
    assert not Measure.objects.exists()


@pytest.mark.parametrize("at", ["while it waits", "while it is stored"])
def test_a_cancelled_import_stores_nothing(storing_job, act, client, monkeypatch, at):
    client.force_login(storing_job.by)
    kept = storing.keep_what_was

    def cancel_then(*arguments):
        kept(*arguments)
        if ImportedRow.objects.count() > 2:
            SpreadsheetImport.objects.update(cancelled=True)

    if at == "while it waits":
        act(type("Page", (), {"context": {"job": storing_job}}), "cancel")
    monkeypatch.setattr(storing, "keep_what_was", cancel_then)
    work()
    storing_job.refresh_from_db()
    assert storing_job.state == State.CANCELLED
    assert not Measure.objects.exists()


def test_a_look_is_cancelled_too(long_ago, monkeypatch):
    job = SpreadsheetImportFactory(file=many(5))
    monkeypatch.setattr(imports, "promise", lambda rows: SpreadsheetImport.objects.update(cancelled=True) and "")
    assert work() == ["cancelled"]
    job.refresh_from_db()
    assert job.preview == {}


def test_what_changed_since_the_look_is_undone_and_looked_at_again(storing_job):
    MeasureFactory(organisation=storing_job.organisation, objective=e1(), title_nl="Taalklas 4")
    assert work() == ["looked"]
    storing_job.refresh_from_db()
    assert (storing_job.changed_meanwhile, storing_job.counts) == (True, {"new": 4, "changed": 1})
    assert Measure.objects.count() == 1


def test_a_refusal_of_the_database_is_what_changed_meanwhile(storing_job, monkeypatch):
    def refuse(*_arguments):
        raise IntegrityError

    monkeypatch.setattr(storing, "store", refuse)
    assert work() == ["looked"]


def test_what_somebody_changes_while_an_import_is_undone_stays_as_she_left_it(storing_job, monkeypatch):
    work()
    SpreadsheetImport.objects.update(state=State.UNDOING)
    back = imports.put_back

    def edited(*arguments):
        Measure.objects.filter(title_nl="Taalklas 0").update(version=7)
        back(*arguments)

    monkeypatch.setattr(imports, "put_back", edited)
    assert work() == ["undone"]
    assert Measure.objects.get().title_nl == "Taalklas 0"


def test_a_long_file_that_cannot_be_read_says_so(long_ago, client):
    job = SpreadsheetImportFactory(file=b"\x00" * 9)
    assert work() == ["unusable"]
    client.force_login(job.by)
    page = client.get(reverse("admin:domains_measure_one_import", args=[job.pk])).content.decode()
    assert "Dit bestand is geen rekenblad" in page


# What triggers keep.


@pytest.mark.django_db(transaction=True)
def test_search_and_the_version_of_the_data_know_of_every_write(look, confirm, act, clerk, measure):
    versions = [data_version.read()]
    confirm(look(text({"reference": "m-gent", "title_nl": "Zwembad"}, NEW | {"reference": "", "title_nl": "Turnzaal"})))
    versions.append(data_version.read())
    assert [Measure.objects.matching(word).count() for word in ("zwembad", "turnzaal", "taalbuddy")] == [1, 1, 0]
    act_on_last(act)
    versions.append(data_version.read())
    assert [Measure.objects.matching(word).count() for word in ("zwembad", "turnzaal", "taalbuddy")] == [0, 0, 1]
    assert len(set(versions)) == 3
    assert index.is_right(Measure, "default")
    assert rollup.is_right("default")


def test_what_an_import_stores_passes_every_rule_of_the_form(look, confirm, clerk):
    confirm(look(excel(NEW, NEW | {"title_nl": "x" * 200, "budget": "1.000,50", "language": "Frans", "title_fr": "y"})))
    for measure in Measure.objects.all():
        measure.full_clean()


def test_rows_that_clash_within_the_file_are_told_as_the_database_would(look, clerk, gent):
    one = MeasureFactory(organisation=gent, objective=e1(), title_nl="A", title_en="")
    page = look(
        text(
            NEW | {"title_nl": "A", "reference": one.reference},
            NEW | {"reference": "", "title_nl": "B"},
            NEW | {"reference": "", "title_nl": "B"},
        )
    )
    assert [(row, column) for row, column, _sentence in faults(page)] == [(4, "title_nl")]
