"""What funds pay in a spreadsheet: pairs of a fund to choose and its amount, in and out without a difference."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from domains.models import SpreadsheetImport
from funding.models import Fund
from tests.factories import AllocationFactory, FundFactory, MeasureFactory
from tests.sheets import NEW, excel, faults, kinds, rows_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]
FUNDS = ("amif", "edf", "erasmus", "erdf", "esf-plus")
PAIR = {"reference": "m-gent", "fund_1": "amif", "amount_1": 100}


@pytest.fixture
def measure(gent):
    """A measure that one fund and its organisation pay."""
    measure = MeasureFactory(organisation=gent, objective__code="E9", reference="m-gent", budget=50_000)
    AllocationFactory(measure=measure, fund=Fund.objects.get(slug="amif"), amount=100)
    AllocationFactory(measure=measure, fund=None, amount=30)
    return measure


def money(measure):
    return {one.fund and one.fund.slug: one.amount for one in measure.allocations.all()}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_file_has_as_many_pairs_as_are_needed_and_comes_back_without_a_difference(
    client, look, clerk, measure, ending
):
    def export():
        return client.post(reverse("admin:domains_measure_export"), {"ending": ending}).content

    assert [name for name in rows_of(export())[0] if name.startswith("fund_")] == ["fund_1", "fund_2", "fund_3"]

    for number, slug in enumerate(FUNDS[1:], start=1):
        fund = Fund.objects.filter(slug=slug).first() or FundFactory(slug=slug)
        AllocationFactory(measure=measure, fund=fund, amount=f"{number}.50")
    MeasureFactory(organisation=measure.organisation, title_nl="Zonder geld")
    data = export()
    (row,) = [row for row in rows_of(data) if row["reference"] == "m-gent"]
    assert tuple(row[f"fund_{place}"] for place in range(1, 6)) == FUNDS
    assert str(row["amount_5"]).replace(",", ".") in ("4.50", "4.5")
    assert kinds(look(data)) == [(2, "unchanged"), (3, "unchanged")]


def test_every_pair_of_a_template_has_the_same_list_of_funds_and_checks_its_amount(client, clerk, measure):
    book = load_workbook(BytesIO(client.get(reverse("admin:domains_measure_template")).content))
    page, names = book.worksheets[0], [cell.value for cell in book.worksheets[0][1]]
    rules = {names[next(iter(rule.sqref.ranges)).min_col - 1]: rule for rule in page.data_validations.dataValidation}
    for place in (1, 2, 3):
        fund, amount = rules[f"fund_{place}"], rules[f"amount_{place}"]
        assert (fund.type, fund.showErrorMessage, fund.formula1) == ("list", True, rules["fund_1"].formula1)
        assert (amount.type, amount.operator, amount.formula1) == ("decimal", "greaterThanOrEqual", "0")
        assert amount.prompt == f"What the fund in fund_{place} gives, in euros."
    column = rules["fund_1"].formula1.split("$")[1]
    assert [cell.value for cell in book["lists"][column][:2]] == ["amif", "esf-plus"]


def test_pairs_say_all_that_funds_pay_in_any_order_and_an_import_is_undone(look, confirm, act, clerk, measure):
    row = PAIR | {"fund_2": None, "amount_2": None}
    assert kinds(look(excel(row, headers=[*row, "fund_3", "amount_3"]))) == [(2, "unchanged")]
    moved = {"reference": "m-gent", "fund_1": "", "amount_1": "", "fund_2": "AMIF", "amount_2": "100,00"}
    assert kinds(look(text(moved))) == [(2, "unchanged")]

    page = confirm(look(text(moved | {"fund_1": "esf-plus", "amount_1": "7", "amount_2": "0"}, headers=[*moved])))
    assert money(measure) == {"esf-plus": 7, None: 30}
    assert SpreadsheetImport.objects.get(state="stored")

    act(page, "undo")
    assert money(measure) == {"amif": 100, None: 30}


def test_a_fund_is_found_by_its_abbreviation_and_a_file_without_pairs_leaves_the_money(look, confirm, clerk, measure):
    fund = Fund.objects.get(slug="esf-plus")
    confirm(look(excel(NEW | {"fund_1": fund.abbreviation.lower(), "amount_1": 5})))
    assert fund.allocations.get().amount == 5
    assert kinds(look(excel({"reference": "m-gent", "budget": 50_000}))) == [(2, "unchanged")]


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"fund_1": "efro"}, "fund_1", "There is no fund with the code efro: choose one of the list."),
        ({"amount_1": None}, "amount_1", "Say what this fund gives, or empty both cells if it gives nothing."),
        ({"fund_2": None, "amount_2": 5}, "fund_2", "Choose the fund that gives this amount."),
        (
            {"fund_2": "amif", "amount_2": 5},
            "fund_2",
            "amif stands twice in this row: keep one, with its whole amount.",
        ),
        ({"amount_1": -1}, "amount_1", "An allocation is more than zero."),
        ({"amount_1": "wat"}, "amount_1", "“wat” is no amount: write it as 50000 or 50.000,50."),
        (
            {"amount_1": 60_000},
            "budget",
            "Together this is €\xa060,030, more than the budget of €\xa050,000: correct the amounts or the budget.",
        ),
    ],
)
def test_a_pair_that_cannot_be_is_told_at_its_cell(look, clerk, measure, cells, column, sentence):
    sentence = sentence.replace("amif stands", f"{Fund.objects.get(slug='amif')} stands")
    assert faults(look(excel(PAIR | cells))) == [(2, column, sentence)]
    assert money(measure) == {"amif": 100, None: 30}


def test_a_file_that_lost_some_of_its_pairs_takes_no_money_away(look, clerk, measure):
    AllocationFactory(measure=measure, fund=Fund.objects.get(slug="esf-plus"), amount=5)
    assert faults(look(excel(PAIR))) == [
        (
            2,
            "",
            "2 funds pay here, and the file has room for 1: keep all columns fund_… and amount_…, or remove them all.",
        )
    ]


def test_a_column_of_one_fund_is_read_too_but_never_beside_pairs(look, confirm, clerk, measure):
    answer = look(excel(PAIR | {"money_esf_plus": 5})).content.decode()
    assert "Say what funds pay in one way: in the columns fund_… and amount_…, or in money_esf_plus." in answer
    confirm(look(excel({"reference": "m-gent", "money_esf_plus": 5})))
    assert money(measure) == {"amif": 100, "esf-plus": 5, None: 30}
