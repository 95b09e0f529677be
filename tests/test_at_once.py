"""Several people at one record, each with a connection of her own: one saves, the others see both and choose."""

from functools import partial
from threading import Barrier

import pytest
from django.contrib import admin
from django.forms import modelform_factory
from django.urls import reverse
from django.utils import translation

from accounts.models import Invitation
from partnerships.at_once import AtOnceForm
from partnerships.models import Organisation
from tests.back_office import at_work, fields_of, fill_in, text_of
from tests.factories import (
    ActionFactory,
    ApplicationFactory,
    FundFactory,
    KpiFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportedValueFactory,
    UserFactory,
)
from tests.threads import all_at_once

PEOPLE = 3


def change_page(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def save_at_once(database, desks, address, typed):
    """Open a form on every desk, send what each typed in the same instant, and return the answers."""
    forms = [fields_of(desk.get(address)) | data for desk, data in zip(desks, typed, strict=True)]
    ready = Barrier(len(desks))

    def send(desk, form):
        ready.wait()
        return desk.post(address, form)

    return all_at_once(database, *(partial(send, *each) for each in zip(desks, forms, strict=True)))


def records():
    """Yield a record of each kind of form, and the field that everybody changes: its own, or one of a part of it."""
    yield KpiFactory().measure, "kpis-0-target", "{}1"
    yield ReportedValueFactory().report, "values-0-value", "5{}"
    yield ApplicationFactory(), "file_number", "VL-{}"
    yield OrganisationFactory(), "name_nl", "Stad {}"
    yield FundFactory(), "name_en", "Fund {}"
    yield UserFactory(), "name", "Jan {}"


@pytest.mark.django_db(transaction=True)
def test_of_several_who_save_one_record_at_once_one_does_and_the_others_are_told(database):
    desks = [at_work(user) for user in UserFactory.create_batch(PEOPLE, curator=True)]
    for record, field, value in records():
        typed = [{field: value.format(number)} for number in range(1, PEOPLE + 1)]

        answers = save_at_once(database, desks, change_page(record), typed)

        first = [data for data, answer in zip(typed, answers, strict=True) if answer.status_code == 302]
        assert len(first) == 1, record
        stored = str(fields_of(desks[0].get(change_page(record)))[field])
        assert stored.startswith(first[0][field])
        for data, answer in zip(typed, answers, strict=True):
            if data not in first:
                assert "changed this" in text_of(answer)
                assert "Stored now: " in text_of(answer)
                assert f'value="{data[field]}"' in text_of(answer)


@pytest.mark.django_db
def test_the_second_takes_what_the_first_stored_where_she_ticks_it_and_keeps_the_rest_of_hers():
    measure = MeasureFactory(draft=True, title_nl="Oud", status="planned", budget=1)
    kpi = KpiFactory(measure=measure, target=10)
    desk, address = at_work(UserFactory(organisation=measure.organisation)), change_page(measure)
    form = fields_of(desk.get(address)) | {"title_nl": "Van haar", "budget": "2", "kpis-0-target": "12"}
    theirs = {"title_nl": "Van hem", "status": "done", "kpis-0-target": "11", "kpis-1-name_nl": "extra"}
    fill_in(desk, address, **theirs, **{"kpis-1-target": "5"})

    page = desk.post(address, form)
    assert "Added after you opened the page, and kept when you save: extra." in text_of(page)
    taken = {"take-stored-title_nl": "on", "take-stored-status": "on", "take-stored-kpis-0-target": "on"}
    assert all(f'name="{box}"' in text_of(page) for box in taken)
    page = desk.post(address, fields_of(page) | taken | {"ends_on": "1999-01-01"})
    assert fields_of(page)["title_nl"] == "Van hem"
    desk.post(address, fields_of(page) | {"ends_on": ""})

    measure.refresh_from_db()
    kpi.refresh_from_db()
    assert (measure.title_nl, measure.status, measure.budget, kpi.target) == ("Van hem", "done", 2, 11)
    assert measure.kpis.count() == 2


@pytest.mark.django_db
def test_boxes_and_choices_of_several_are_taken_too():
    action, old, new = ActionFactory(), ObjectiveFactory(), ObjectiveFactory()
    action.objectives.add(old)
    organisation = OrganisationFactory()
    desk = at_work(UserFactory(curator=True))
    for record, hers, theirs, stored_now in (
        (organisation, {"has_single_staff": "on"}, {"name_nl": "Anders"}, "Stored now: no"),
        (action, {"objectives": [new.pk], "types": ["tool"]}, {"status": "ongoing"}, f"Stored now: {old.code}"),
    ):
        address = change_page(record)
        form = fields_of(desk.get(address)) | hers
        fill_in(desk, address, **theirs)

        page = desk.post(address, form)
        assert stored_now in text_of(page)
        answer = desk.post(address, fields_of(page) | {f"take-stored-{name}": "on" for name in (*hers, *theirs)})
        assert answer.status_code == 302

    organisation.refresh_from_db()
    action.refresh_from_db()
    assert (organisation.name_nl, organisation.has_single_staff) == ("Anders", False)
    assert (action.status, action.types, action.objectives.get()) == ("ongoing", ["funding"], old)


@pytest.mark.django_db
def test_what_somebody_removed_while_it_was_being_saved_is_not_made_anew():
    organisation = OrganisationFactory()
    opened = Organisation.objects.get()
    organisation.delete()

    with translation.override("en"):
        form = modelform_factory(Organisation, AtOnceForm, fields=["name_nl"])({"name_nl": "Anders"}, instance=opened)
        assert "Somebody removed this record after you opened it." in form.non_field_errors()[0]
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_signing_in_and_a_save_without_a_change_are_no_edits():
    person = UserFactory()
    desk, address = at_work(UserFactory(curator=True)), change_page(person)
    form = fields_of(desk.get(address))
    at_work(person)
    assert desk.post(address, form | {"name": "Jan"}).status_code == 302


def test_every_form_that_changes_a_record_looks_whether_somebody_else_did():
    without = {model for model, page in admin.site._registry.items() if not issubclass(page.form, AtOnceForm)}
    assert without == {Invitation}  # is sent again or withdrawn, never changed
