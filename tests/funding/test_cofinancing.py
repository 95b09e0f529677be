"""What the EU pays and what is left: golden vectors, and what holds for every amount."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.finder import read
from funding.cofinancing import Costs, Remark, estimate, flat_rate

CEILINGS = {rate["slug"]: Decimal(rate["rate"]) for rate in read("law.yaml", "rates")}
AMOUNTS = st.decimals(0, 10_000_000, places=2)
PERCENTS = st.decimals(0, 100, places=2)

VECTORS = [
    (Costs(Decimal(250000)), "esf-plus-more", (), "100000.00", "150000.00"),
    (Costs(Decimal(250000)), "esf-plus-transition", (), "150000.00", "100000.00"),
    (Costs(Decimal(200000)), "amif-default", (), "150000.00", "50000.00"),
    (Costs(Decimal(200000)), "amif-annex-iv", (), "180000.00", "20000.00"),
    (Costs(Decimal(200000)), "amif-default", (None, Decimal(70)), "140000.00", "60000.00"),
    (Costs(Decimal(1000000), Decimal(100000), Decimal(300000)), "erdf-more", (), "360000.00", "340000.00"),
    (Costs(Decimal(100000), other_public=Decimal(25000)), "amif-annex-iv", (), "75000.00", "0.00"),
    (Costs(Decimal("333.33")), "erdf-more", (), "133.33", "200.00"),
    (Costs(Decimal(300000)), "esf-plus-social-innovation", (), "285000.00", "15000.00"),
]


@pytest.mark.parametrize(("costs", "case", "rates", "eu", "own"), VECTORS)
def test_a_golden_vector_comes_out_to_the_cent(costs, case, rates, eu, own):
    found = estimate(costs, CEILINGS[case], rates)
    assert (str(found.eu), str(found.own)) == (eu, own)


@pytest.mark.parametrize(
    ("option", "amount"),
    [("7_direct", 10500), ("15_staff", 15000), ("25_direct_with_method", 37500), ("40_staff_all_other", 40000)],
)
def test_a_flat_rate_is_a_share_of_the_costs_it_names(option, amount):
    assert flat_rate(option, Decimal(100000), Decimal(50000)) == amount


def test_what_is_not_known_stays_unknown():
    found = estimate(Costs(Decimal(1000), Decimal(100)), None, (Decimal(50),))
    assert (found.eligible, found.rate, found.eu, found.own) == (900, None, None, None)


def test_the_last_rate_that_is_known_counts_and_the_ceiling_holds():
    costs = Costs(Decimal(1000))
    assert estimate(costs, Decimal(75), (Decimal(70), None, None)).rate == 70
    assert estimate(costs, Decimal(75), (Decimal(70), Decimal(60), None)).remarks == (Remark.BELOW_CEILING,)
    above = estimate(costs, Decimal(75), (Decimal(70), Decimal(60), Decimal(90)))
    assert (above.rate, above.remarks) == (75, (Remark.ABOVE_CEILING,))


@pytest.mark.parametrize("amounts", [(-1,), (1, 2), (1, 0, -1), (1, 0, 0, -1)])
def test_costs_that_cannot_be_are_refused(amounts):
    with pytest.raises(ValueError, match="no amount is below zero"):
        Costs(*map(Decimal, amounts))


@settings(max_examples=150, deadline=None)
@given(AMOUNTS, AMOUNTS, AMOUNTS, PERCENTS, st.lists(st.none() | PERCENTS, max_size=3))
def test_the_shares_make_the_whole_and_nobody_pays_more_than_it_costs(total, public, private, ceiling, rates):
    found = estimate(Costs(total, other_public=public, private=private), ceiling, rates)
    assert 0 <= found.eu <= (total * ceiling / 100).quantize(Decimal("0.01")) + Decimal("0.01")
    assert found.own >= 0
    if Remark.OVERFINANCED not in found.remarks:
        assert found.eu + found.own + public + private == total
