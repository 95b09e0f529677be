"""Nobody outside the organisation can tell how many people there are when they are fewer than five."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domains.models import Kpi, Measure, ReportedValue
from tests.back_office import at_work
from tests.factories import KpiFactory, MeasureFactory, ReportedValueFactory, UserFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db

SURFACES = [
    *(f"/en/measures/m-0/{more}" for more in ("", "changes/")),
    "/en/methodology/figures/attainment/?measure=m-0",
    *("/api/v1/measures/m-0/", "/api/v1/reports/", "/data/kpis.csv", "/data/kpis.json"),
]
few = st.decimals(min_value="0.01", max_value="4.99", places=2)
any_number = st.one_of(few, st.just(Decimal(0)), st.decimals(min_value=5, max_value=500, places=2))


@pytest.fixture
def kpi():
    """A KPI that counts people, with a report, and a change of its baseline in its history."""
    kpi = KpiFactory(measure=MeasureFactory(reference="m-0"), name_nl="mensen", name_en="people", baseline=2)
    ReportedValueFactory(kpi=kpi)
    kpi.baseline = 3
    kpi.save()
    return kpi


@pytest.fixture
def read(client):
    """Return a function that reads all that the public can, after the numbers of a KPI became others."""

    def everything(kpi, **numbers):
        value = numbers.pop("value")
        Kpi.objects.filter(pk=kpi.pk).update(**numbers)
        Kpi.history.filter(id=kpi.pk).update(**numbers)
        ReportedValue.objects.update(value=value)
        answers = [client.get(address) for address in SURFACES]
        assert {answer.status_code for answer in answers} == {200}
        return {address: answer.getvalue() for address, answer in zip(SURFACES, answers, strict=True)}

    return everything


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(few, few, any_number, any_number)
def test_whichever_small_number_it_is_the_public_reads_the_same_everywhere(kpi, read, one, other, number, target):
    assert read(kpi, value=one, baseline=number, target=target) == read(
        kpi, value=other, baseline=number, target=target
    )
    assert read(kpi, value=number, baseline=one, target=target) == read(
        kpi, value=number, baseline=other, target=target
    )


def test_the_public_reads_fewer_than_five_and_staff_the_number(kpi, read, client):
    said = {address: body.decode() for address, body in read(kpi, value=3, baseline=0, target=10).items()}
    assert "fewer than 5" in said["/en/measures/m-0/"]
    assert "so that nobody can be recognised" in said["/en/measures/m-0/"]
    assert "fewer than 5, reported on" in said["/en/methodology/figures/attainment/?measure=m-0"]
    (told,) = client.get("/api/v1/measures/m-0/").json()["kpis"]
    assert (told["current"], told["current_below"], told["baseline"], told["baseline_below"]) == (None, 5, "0.00", None)
    assert (told["percent"], told["direction"], told["counts_people"]) == (None, None, True)
    (value,) = client.get("/api/v1/reports/").json()["results"][0]["values"]
    assert (value["value"], value["value_below"]) == (None, 5)

    report = kpi.values.get().report
    desk = at_work(UserFactory(organisation=kpi.measure.organisation, approver=True))
    assert 'value="3"' in desk.get(f"/admin/domains/report/{report.pk}/change/").content.decode()


def test_nobody_and_five_people_are_told_and_so_are_few_things(kpi, read, client):
    for value, counts_people, told in ((0, True, "0.00"), (5, True, "5.00"), (3, False, "3.00")):
        read(kpi, value=value, baseline=0, target=10, counts_people=counts_people)
        (number,) = client.get("/api/v1/measures/m-0/").json()["kpis"]
        assert (number["current"], number["current_below"]) == (told, None)
        assert number["percent"] == str(Decimal(value) * 10 + Decimal("0.0"))


def test_a_small_number_at_the_start_is_told_nowhere_also_where_it_changed_later(kpi, client):
    for days, baseline in ((4, 3), (3, 47), (2, 58)):
        kpi.baseline = baseline
        kpi.save()
        Kpi.history.filter(pk=kpi.history.first().pk).update(history_date=timezone.now() - timedelta(days=days))
    Measure.history.update(history_date=timezone.now() - timedelta(days=5))

    story = text_of(client.get("/en/measures/m-0/changes/"))
    assert "Baseline: 47.00 → 58.00" in story
    assert "→ 47" not in story
    Kpi.objects.update(baseline=4)
    assert "from fewer than 5 to 100" in text_of(client.get("/en/measures/m-0/"))
