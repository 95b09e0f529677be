"""Two requests in the same instant: the second waits for the first, and then sees what that one did.

SQLite lets one writer in at a time, so that only PostgreSQL can show this.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from domains.models import Measure, Report
from partnerships.models import Organisation
from tests.back_office import at_work, fields_of, messages_of, text_of
from tests.factories import MeasureFactory, ObjectiveFactory, ReportFactory, UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def desk(clerk):
    return at_work(clerk)


@pytest.fixture
def send_meanwhile():
    """Return a function that sends a request which has to wait for us; it answers with what will be its page."""
    with ThreadPoolExecutor(max_workers=1) as other:

        def send(client, address, data):
            answer = other.submit(client.post, address, data, follow=True)
            deadline = time.monotonic() + 10
            while not _somebody_waits():
                assert time.monotonic() < deadline, "nobody waits for a lock"
                time.sleep(0.02)
            return answer

        yield send
        other.submit(connections.close_all).result()


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def test_of_two_who_log_the_same_title_at_once_the_second_gets_the_sentence(clerk, desk, send_meanwhile):
    address = reverse("admin:domains_measure_add")
    objective = ObjectiveFactory()
    typed = fields_of(desk.get(address)) | {"title_en": "Same", "objective": objective.pk, "starts_on": "2026-01-01"}

    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=clerk.organisation_id)
        answer = send_meanwhile(desk, address, typed)
        MeasureFactory(organisation=clerk.organisation, objective=objective, title_en="Same")

    assert "Your organisation has logged a measure with this title" in text_of(answer.result())
    assert Measure.objects.count() == 1


def test_of_two_who_save_at_once_the_second_sees_what_the_first_stored(clerk, desk, send_meanwhile):
    measure = MeasureFactory(draft=True, organisation=clerk.organisation, title_en="Old", budget=1)
    address = reverse("admin:domains_measure_change", args=[measure.pk])
    typed = fields_of(desk.get(address)) | {"budget": "2"}

    with transaction.atomic():
        now = Measure.objects.select_for_update().get(pk=measure.pk)
        answer = send_meanwhile(desk, address, typed)
        now.title_en, now.version = "New", now.version + 1
        now.save()

    assert "Stored now: New" in text_of(answer.result())
    measure.refresh_from_db()
    assert (measure.title_en, measure.budget) == ("New", 1)


def test_of_two_who_report_at_once_the_second_gets_the_sentence(clerk, desk, send_meanwhile):
    measure = MeasureFactory(organisation=clerk.organisation)
    address = f"{reverse('admin:domains_report_add')}?measure={measure.pk}"
    typed = fields_of(desk.get(address)) | {"narrative": "Second"}

    with transaction.atomic():
        Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
        answer = send_meanwhile(desk, address, typed)
        ReportFactory(measure=measure, narrative="First")

    assert "There is a report of this day already" in text_of(answer.result())
    assert Report.objects.get().narrative == "First"


def test_of_two_who_take_a_step_at_once_the_second_is_told(clerk, send_meanwhile):
    measure = MeasureFactory(draft=True, organisation=clerk.organisation, title_en="Buddies")
    measure.take_step("submit", clerk)
    first, second = UserFactory.create_batch(2, organisation=clerk.organisation, approver=True)
    desk = at_work(second)
    address = reverse("admin:domains_measure_step", args=[measure.pk, "return"])

    with transaction.atomic():
        Measure.objects.select_for_update().get(pk=measure.pk)
        answer = send_meanwhile(desk, address, {"reason": "Late"})
        measure.take_step("publish", first)

    assert messages_of(answer.result()) == ["“Buddies” stays as it is: it is published."]
