"""What comes with EU money: staff tick off duties and take over KPIs, the public reads of the support of the EU."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from domains.models import Kpi
from funding.duties import duties_of
from funding.models import DutyDone
from funding.models.duty import Obligation
from tests.back_office import at_work, messages_of, text_of
from tests.factories import (
    AllocationFactory,
    AskedKpiFactory,
    CommonIndicatorFactory,
    DutyDoneFactory,
    FundFactory,
    MeasureFactory,
    ObligationFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def amif():
    return FundFactory(slug="amif", abbreviation_en="AMIF", name_en="Asylum fund")


@pytest.fixture
def measure(amif):
    """A measure that costs 150,000 euros, of which AMIF pays a part."""
    measure = MeasureFactory(
        reference="m-0", budget=150_000, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31), draft=True
    )
    AllocationFactory(measure=measure, fund=amif, amount=90_000)
    AllocationFactory(measure=measure, fund=None, amount=60_000)
    return measure


@pytest.fixture
def desk(measure):
    return at_work(UserFactory(organisation=measure.organisation))


PAGE = "/admin/funding/fund/duties/m-0/"


def said(measure, day=TODAY):
    return {duty.obligation.slug: duty for duty in duties_of(measure, day)}


def test_a_measure_owes_what_the_law_ties_to_its_fund_and_its_cost(measure, amif):
    ObligationFactory(slug="plaque", funds=[amif], above=100_000, due="works")
    ObligationFactory(slug="poster", funds=[amif], up_to=100_000, due="start")
    ObligationFactory(slug="statement", funds=[amif], due="start")
    ObligationFactory(slug="event", funds=[amif], due="end")
    ObligationFactory(slug="ended", funds=[amif], valid_until=date(2026, 5, 31))
    ObligationFactory(slug="other", funds=[FundFactory()])

    owed = said(measure)
    assert {*owed} == {"plaque", "statement", "event"}
    assert (owed["statement"].due_on, owed["event"].due_on) == (measure.starts_on, measure.ends_on)
    assert [owed[slug].is_late for slug in ("plaque", "statement", "event")] == [False, True, False]

    measure.budget = None
    unsure = said(measure)
    assert not unsure["plaque"].is_certain
    assert not unsure["poster"].is_late  # it depends on what is not known


def test_what_was_ticked_off_stays_when_the_law_ends(measure, amif):
    ended = ObligationFactory(slug="ended", funds=[amif], valid_until=date(2026, 5, 31))
    DutyDoneFactory(measure=measure, obligation=ended)
    assert said(measure)["ended"].done


def test_a_clerk_ticks_a_duty_off_with_a_day_and_a_link_and_takes_that_back(measure, amif, desk):
    ObligationFactory(slug="statement", funds=[amif], due="start", text_en="Name the EU")
    page = text_of(desk.get(PAGE))
    assert "Name the EU" in page
    assert "January 1, 2026" in page or "1 January 2026" in page

    answer = desk.post(
        PAGE, {"statement-done_on": "2026-02-03", "statement-evidence": "https://gent.be/eu"}, follow=True
    )
    assert messages_of(answer) == ["What is done is kept."]
    done = DutyDone.objects.get()
    assert (done.measure, done.done_on, done.evidence) == (measure, date(2026, 2, 3), "https://gent.be/eu")
    assert done.history.first().history_user

    desk.post(PAGE, {"statement-done_on": "", "statement-evidence": ""})
    assert not DutyDone.objects.exists()


def test_a_tick_needs_a_day_that_has_come(measure, amif, desk):
    ObligationFactory(slug="statement", funds=[amif])
    for typed, why in (
        ({"statement-evidence": "https://gent.be"}, "Say also on which day"),
        ({"statement-done_on": "2026-06-02"}, "still to come"),
        ({"statement-done_on": "2026-02-03", "statement-evidence": "gent"}, "whole web address"),
    ):
        assert why in text_of(desk.post(PAGE, typed))
    assert not DutyDone.objects.exists()
    with pytest.raises(ValidationError):
        DutyDone(measure=measure, obligation=Obligation.objects.get(), done_on=date(2026, 6, 2)).full_clean()


def test_nobody_sees_the_duties_of_another_organisation(measure):
    assert at_work(UserFactory()).get(PAGE).status_code == 404
    assert at_work(UserFactory(visitor=True)).get(PAGE).status_code == 302


def test_what_a_fund_asks_to_count_becomes_a_kpi_once(measure, amif, desk):
    words = {"name_nl": "Cursisten", "name_en": "Learners"}
    CommonIndicatorFactory(slug="learners", fund=amif, is_special=True, **words)
    CommonIndicatorFactory(slug="towns", fund=amif, name_en="Towns", counts_people=False, is_personal=True)
    CommonIndicatorFactory(slug="total", fund=amif, name_en="All of them", is_total=True)
    CommonIndicatorFactory(slug="other", name_en="Something else")
    page = text_of(desk.get(PAGE))
    assert "Learners" in page
    assert "Ask whoever guards personal data" in page
    assert "All of them" not in page
    assert "Something else" not in page

    assert "at least one" in text_of(desk.post(PAGE, {"make-kpis": "yes"}))
    typed = {"make-kpis": "yes", "target-learners": "120", "target-towns": "3"}
    assert messages_of(desk.post(PAGE, typed, follow=True)) == ["2 KPIs are made."]
    desk.post(PAGE, typed)

    learners, towns = Kpi.objects.order_by("pk")
    assert (learners.name_nl, learners.name_en, learners.target, learners.counts_people) == (
        "Cursisten",
        "Learners",
        120,
        True,
    )
    assert not towns.counts_people
    assert learners.asked_for.indicator.slug == "learners"
    assert "Learners" not in text_of(desk.get(PAGE))


def test_kpis_of_a_published_measure_are_made_by_an_approver(measure, amif, desk):
    CommonIndicatorFactory(slug="learners", fund=amif)
    measure.publication = "published"
    measure.save()
    assert "an approver of your organisation changes it" in text_of(desk.get(PAGE))
    assert desk.post(PAGE, {"make-kpis": "yes", "target-learners": "5"}).status_code == 403
    approver = at_work(UserFactory(organisation=measure.organisation, approver=True))
    assert approver.post(PAGE, {"make-kpis": "yes", "target-learners": "5"}).status_code == 302


def test_a_colleague_who_was_first_makes_no_kpi_twice(measure, amif, desk, monkeypatch):
    indicator = CommonIndicatorFactory(slug="learners", fund=amif)
    monkeypatch.setattr("funding.admin.duties.indicators_for", lambda measure, day: [indicator])  # as she saw the page
    AskedKpiFactory(indicator=indicator, kpi__measure=measure)
    desk.post(PAGE, {"make-kpis": "yes", "target-learners": "5"})
    assert Kpi.objects.count() == 1


def test_a_measure_without_eu_money_owes_nothing(measure, desk):
    measure.allocations.filter(fund__isnull=False).delete()
    assert "has no money of an EU fund" in text_of(desk.get(PAGE))


def test_the_public_reads_of_the_support_of_the_eu_in_four_languages_where_the_law_wants_it(measure, amif, client):
    measure.publication = "published"
    measure.save()
    assert "support-statement" not in text_of(client.get("/en/measures/m-0/"))

    ObligationFactory(slug="statement", funds=[amif])
    page = text_of(client.get("/en/measures/m-0/"))
    for text in (
        "Co-funded by the European Union",
        "Medegefinancierd door de Europese Unie",
        "Cofinancé par l'Union européenne",
        "Kofinanziert von der Europäischen Union",
    ):
        assert text in page
    assert "Asylum fund" in page

    measure.allocations.filter(fund=None).delete()
    measure.allocations.update(amount=150_000)
    assert "Gefinancierd door de Europese Unie" in text_of(client.get("/nl/measures/m-0/"))


def test_money_of_the_recovery_facility_is_named_in_its_own_words_beside_that_of_other_funds(measure, amif, client):
    measure.publication = "published"
    measure.save()
    recovery = FundFactory(slug="rrf")
    AllocationFactory(measure=measure, fund=recovery, amount=1)
    ObligationFactory(slug="statement-rrf", funds=[recovery])
    page = text_of(client.get("/nl/measures/m-0/"))
    for text in (
        "Gefinancierd door de Europese Unie \N{EN DASH} NextGenerationEU",
        "Funded by the European Union \N{EN DASH} NextGenerationEU",
        "Financé par l'Union européenne \N{EN DASH} NextGenerationEU",
        "Finanziert von der Europäischen Union \N{EN DASH} NextGenerationEU",
    ):
        assert text in page
    assert "Medegefinancierd" not in page
    ObligationFactory(slug="statement", funds=[amif])
    page = text_of(client.get("/nl/measures/m-0/"))
    assert "Medegefinancierd door de Europese Unie" in page
    assert "Gefinancierd door de Europese Unie \N{EN DASH} NextGenerationEU" in page
