"""Money on the form of a measure: from which fund, how much, and never more than the measure costs."""

import pytest
from django.urls import reverse

from funding.models import Allocation, Fund
from tests.back_office import at_work, fields_of, fill_in, text_of
from tests.factories import AllocationFactory, FundFactory, MeasureFactory, ObjectiveFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ADD = reverse("admin:domains_measure_add")


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def desk(clerk):
    return at_work(clerk)


@pytest.fixture
def amif():
    return FundFactory(slug="amif")


@pytest.fixture
def typed():
    return {"title_en": "Buddies", "objective": ObjectiveFactory().pk, "starts_on": "2026-01-01", "budget": "1000"}


def money(number, fund, amount):
    prefix = f"allocations-{number}"
    return {
        f"{prefix}-fund": fund.pk if fund else "",
        f"{prefix}-amount": amount,
        "allocations-TOTAL_FORMS": number + 1,
    }


def two(first, second):
    return money(0, *first) | money(1, *second)


def test_a_clerk_says_which_fund_and_which_own_means_pay(desk, typed, amif):
    fill_in(desk, ADD, **typed, **two((amif, "750,50"), (None, "249.50")))
    assert dict(Allocation.objects.values_list("fund__slug", "amount")) == {"amif": 750.5, None: 249.5}


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        (["1000,01"], "more than the budget of €\u00a01,000: correct the amounts or the budget."),
        (["600", "500"], "Together this is €\u00a01,100, more than the budget of €\u00a01,000"),
        (["0"], "An allocation is more than zero."),
        (["-5"], "An allocation is more than zero."),
        ([""], "Say how much money this source gives."),
        (["much"], "Write a number such as 50000 or 50000,50."),
    ],
)
def test_an_amount_that_cannot_be_gets_a_sentence_and_stays(desk, typed, amif, amounts, sentence):
    lines = money(0, amif, amounts[0]) if len(amounts) == 1 else two((amif, amounts[0]), (None, amounts[1]))

    page = fill_in(desk, ADD, **typed, **lines)

    assert sentence in text_of(page)
    assert not Allocation.objects.exists()
    assert {name: value for name, value in lines.items() if name.endswith("amount")}.items() <= fields_of(page).items()


@pytest.mark.parametrize("own", [True, False])
def test_a_source_stands_once(desk, typed, amif, own):
    fund = None if own else amif
    page = fill_in(desk, ADD, **typed, **two((fund, "1"), (fund, "2")))
    assert "One source of money stands twice: add the amounts up in one line." in text_of(page)


def test_without_a_budget_any_amount_will_do(desk, typed, amif):
    fill_in(desk, ADD, **typed | {"budget": ""}, **money(0, amif, "5000"))
    assert Allocation.objects.get().amount == 5000


def test_a_budget_is_not_lowered_below_what_is_allocated_unless_a_line_goes(clerk, desk, amif):
    measure = MeasureFactory(organisation=clerk.organisation, budget=1000, draft=True)
    AllocationFactory(measure=measure, fund=amif, amount=600)
    AllocationFactory(measure=measure, fund=None, amount=400)
    address = reverse("admin:domains_measure_change", args=[measure.pk])

    assert "Together this is" in text_of(fill_in(desk, address, budget="700"))
    assert "This is more than the budget of the measure." in text_of(fill_in(desk, address, budget="500"))
    fill_in(desk, address, budget="700", **{"allocations-1-DELETE": "on"})

    measure.refresh_from_db()
    assert (measure.budget, measure.allocations.get().fund) == (700, amif)


def test_a_curator_keeps_the_funds_and_ticks_who_manages_them(amif):
    curator = at_work(UserFactory(curator=True))
    address = reverse("admin:funding_fund_change", args=[amif.pk])
    fill_in(curator, address, management=["direct", "indirect"])
    assert Fund.objects.get().management == ["direct", "indirect"]

    assert "A fund cannot end before it starts." in text_of(fill_in(curator, address, ends_on="2020-01-01"))
    AllocationFactory(fund=amif)
    page = curator.get(reverse("admin:funding_fund_delete", args=[amif.pk]))
    assert "This cannot be deleted, since it is in use:" in text_of(page)


def test_facts_about_a_fund_name_objectives_under_their_domain(amif):
    curator, objective = at_work(UserFactory(curator=True)), ObjectiveFactory()
    values = {
        "fund": amif.pk,
        "slug": "courses",
        "kind": "supports",
        "text_en": "Courses",
        "objectives": [objective.pk],
    }

    fill_in(curator, reverse("admin:funding_fundfact_add"), amount="1.500.000", **values)

    fact = amif.facts.get()
    assert (fact.amount, fact.objectives.get()) == (1_500_000, objective)
