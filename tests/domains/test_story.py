"""The public part of a measure's history, on its page: what and when, never who; only what was public then."""

import datetime

import pytest
from django.utils import timezone, translation

from domains.story import public_days
from tests.factories import (
    AllocationFactory,
    FundFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    UserFactory,
)
from tests.reading import number_of_queries

pytestmark = pytest.mark.django_db


def told(measure):
    with translation.override("en"):
        return [
            (
                day.steps,
                [name for _noun, name in day.added],
                [name for _noun, name in day.removed],
                [(part and part[1], *change) for part, *change in day.differences],
            )
            for day in public_days(measure)
        ]


def days_ago(number, *records):
    """Let what was written last of each record be written some days ago."""
    for record in records:
        version = record.history.first()
        version.history_date = timezone.now() - datetime.timedelta(days=number)
        version.save()


def test_the_story_tells_what_readers_could_see_and_nothing_of_what_they_could_not(client):
    measure = MeasureFactory(draft=True, title_en="Secret name", title_nl="Buddies", language="nl", budget=1)
    days_ago(9, measure)
    measure.title_en, measure.publication = "Buddies", "published"
    measure.save()
    kpi, gone = (
        KpiFactory(measure=measure, name_nl="mensen", target=10),
        MilestoneFactory(measure=measure, title="Start"),
    )
    days_ago(8, measure, kpi, gone)
    measure.budget = 2
    measure.save()
    money = AllocationFactory(measure=measure, fund=FundFactory(abbreviation_en="AMIF"), amount=1)
    days_ago(7, measure, money)
    measure.publication, measure.budget, measure.reason = "withdrawn", 3, "Somebody complained"
    measure.save()
    days_ago(6, measure)
    measure.budget, measure.objective = 4, ObjectiveFactory(code="E2", title_en="Second")
    measure.save()
    key = kpi.pk
    kpi.target, kpi._history_user = 20, UserFactory(name="Fatma")
    kpi.save()
    days_ago(5, measure, kpi)
    gone.delete()
    gone_version = gone.history.model.objects.first()
    gone_version.history_date = timezone.now() - datetime.timedelta(days=4)
    gone_version.save()
    measure.publication = "published"
    measure.save()

    again, withdrawn, changed, first = told(measure)
    assert first == (["published"], [], [], [])
    assert changed == ([], ["AMIF: 1.00"], [], [(None, "Budget", "1.00", "2.00")])
    assert withdrawn == (["withdrawn"], [], [], [])
    assert again[:3] == (["published"], [], ["Start"])
    assert ("mensen", "Target", "10.00", "20.00") in again[3]
    assert (None, "Budget", "2.00", "4.00") in again[3]
    page = client.get(f"/en/measures/{measure.reference}/changes/").content.decode()
    assert "What changed" in page
    for secret in ("Secret name", "complained", "Fatma", ">3.00<", "Reason"):
        assert secret not in page, secret
    assert kpi.pk == key


def test_a_long_story_takes_as_many_queries_as_a_short_one(client):
    measure = MeasureFactory()
    AllocationFactory(measure=measure, amount=1)
    page = f"/en/measures/{measure.reference}/changes/"
    few = number_of_queries(client, page)
    for number in range(4):
        measure.objective, measure.budget = ObjectiveFactory(), number + 100
        measure.save()
        days_ago(9 - number, measure, KpiFactory(measure=measure), AllocationFactory(measure=measure, amount=1))
    assert number_of_queries(client, page) == few


def test_the_page_of_a_measure_tells_its_last_changes_in_the_notation_of_the_reader(client):
    measure = MeasureFactory(title_nl="Buddies", language="nl", budget=168_000, summary_nl="lang " * 60)
    days_ago(9, measure)
    for number in (4, 3, 2):
        measure.budget += 1_000
        measure.save()
        days_ago(number, measure)
    measure.summary_nl, money = "kort", AllocationFactory(measure=measure, amount=168_000)
    measure.save()
    money.amount += 1_000
    money.save()

    page = client.get(f"/nl/measures/{measure.reference}/").content.decode()
    assert "<del>170.000,00</del>" in page
    assert "Samenvatting [nl]: " in page
    assert "168.000,00" not in page
    assert "kort" not in page.partition('id="changes"')[2]

    everything = client.get(f"/fr/measures/{measure.reference}/changes/").content.decode()
    assert "<del>168\N{NARROW NO-BREAK SPACE}000,00</del>" in everything.replace("\xa0", "\N{NARROW NO-BREAK SPACE}")
    assert "«" in everything
