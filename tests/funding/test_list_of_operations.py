"""The list of operations of our own: complete, in the Commission's form, and without a natural person."""

import csv
import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import StringIO

import pytest
from django.urls import reverse

from domains.models import Measure
from funding.models import Application
from tests.factories import (
    ApplicationFactory,
    ContactFactory,
    FundFactory,
    MeasureFactory,
    OrganisationFactory,
    ProgrammeFactory,
    TerritoryFactory,
    days_from_now,
)
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

OF_TODAY = {"AMIF", "ESF+", "ERDF", "JTF", "CERV"}  # what the Commission's schema of 2014-2020 does not know yet
LARGEST_CODE = 182
# The quirks of the Commission's schema, for who has not got its file.
OUR_SCHEMA = {
    "fields": [
        {"name": "Operation_Name_Programme_Language", "type": "string", "constraints": {"required": True}},
        {"name": "Operation_Summary_Programme_Language", "type": "string", "constraints": {"required": True}},
        {"name": "Beneficiary_Name", "type": "string", "constraints": {"required": True}},
        {"name": "Country", "type": "string", "constraints": {"required": True}},
        {"name": "Operation_Start_Date", "type": "date", "format": "%d/%m/%Y", "constraints": {"required": True}},
        {"name": "Operation_Expected_End_Date", "type": "date", "format": "%d/%m/%Y"},
        {"name": "Operation_End_Date", "type": "date", "format": "%d/%m/%Y", "constraints": {"required": True}},
        {"name": "CoFinancing_Rate", "type": "number", "constraints": {"required": True, "minimum": 0, "maximum": 100}},
        {
            "name": "Total_Eligible_Expenditure_amount",
            "type": "number",
            "constraints": {"required": True, "minimum": 0},
        },
        {"name": "Total_Eligible_Expenditure_Currency", "type": "string", "constraints": {"enum": ["EUR"]}},
        {"name": "Category_Of_Intervention", "type": "number", "constraints": {"minimum": 1, "maximum": 123}},
        {"name": "Fund_Code", "type": "string", "constraints": {"enum": ["CF", "ERDF", "ESF"]}},
        {"name": "Programming_Period", "type": "string", "constraints": {"enum": ["2014-2020", "2021-2027"]}},
    ]
}


@pytest.fixture(params=["ours", "the Commission's"])
def schema(request):
    """The schema of the Commission where it is, and one of our own like it; both with the codes of 2021-2027."""
    schema = OUR_SCHEMA
    if request.param != "ours":
        folder = request.getfixturevalue("shared_data")
        schema = json.loads((folder / "formats/kohesio_list_of_operations_2014-2020.schema.json").read_text())
    return [with_codes_of_today(field) for field in schema["fields"]]


def with_codes_of_today(field):
    rules = dict(field.get("constraints", {}))
    if field["name"] == "Fund_Code":
        rules["enum"] = [*rules["enum"], *OF_TODAY]
    if field["name"] == "Category_Of_Intervention":
        rules["maximum"] = LARGEST_CODE
    return field | {"constraints": rules}


def fault(field, cell):
    """Return what is wrong with a cell by a Table Schema; nothing when all is right."""
    rules = field["constraints"]
    if not cell:
        return "is required" if rules.get("required") else ""
    if "enum" in rules and cell not in rules["enum"]:
        return "is not one of these"
    try:
        if field["type"] == "date":
            datetime.strptime(cell, field["format"])  # noqa: DTZ007 a day
        if field["type"] == "number" and not rules.get("minimum", 0) <= Decimal(cell) <= rules.get("maximum", 10**12):
            return "is out of range"
    except (ValueError, InvalidOperation):
        return f"is no {field['type']}"
    return ""


def faults(schema, rows):
    return [
        (field["name"], row.get(field["name"]), wrong)
        for row in rows
        for field in schema
        if (wrong := fault(field, row.get(field["name"], "")))
    ]


@pytest.fixture
def rows(client):
    """Return a function that reads the list."""

    def read(query=""):
        text = client.get(f"/data/operations.csv{query}").getvalue().decode()
        return list(csv.DictReader(StringIO(text, newline="")))

    return read


@pytest.fixture
def gent():
    country = TerritoryFactory(code="BE", level="country", name_en="Belgium")
    province = TerritoryFactory(code="BE23", level="province", parent=country)
    return TerritoryFactory(code="44021", parent=province)


def grant(gent, number, **details):
    """Grant money for a measure in Ghent, by one of the funds of today."""
    name = sorted(OF_TODAY)[number % len(OF_TODAY)]
    fund = FundFactory(slug=f"fund-{number}", abbreviation_en=name)
    organisation = OrganisationFactory(name_nl="Stad Gent", territory=gent)
    measure = MeasureFactory(organisation=organisation, territory=gent, title_nl=f"Taal, “{number}”; =1", budget=20_000)
    return ApplicationFactory(measure=measure, fund=fund, listed=True, reference=f"a-{number}", **details)


def test_the_list_is_what_the_commissions_schema_asks(schema, rows, gent):
    for number in range(6):
        Measure.objects.filter(pk=grant(gent, number).measure_id).update(status=["running", "done"][number % 2])
    Measure.objects.update(summary_nl="")
    found = rows()
    assert len(found) == 6
    assert faults(schema, found) == []
    assert len({row["Operation_Unique_Identifier"] for row in found}) == 6
    broken = {"CoFinancing_Rate": "0,5", "Operation_End_Date": "2026-12-31", "Fund_Code": "XX", "Country": ""}
    assert {name for name, _cell, _wrong in faults(schema, [found[0] | broken])} == {*broken}


def test_an_operation_is_told_point_by_point(rows, gent):
    told = {"achievements": "40 nieuwkomers spreken A2", "contractor": "Taalbureau bv"}
    grant(gent, 1, file_number="VL-7", specific_objective="ESO4.9", **told)
    Application.objects.update(programme=ProgrammeFactory(fund=Application.objects.get().fund, name_nl="In Vlaanderen"))
    (row,) = rows()
    measure = Measure.objects.get()
    assert row["Operation_Unique_Identifier"] == "a-1"
    assert (row["CountryID"], row["Program_Specific_Objective_Code"]) == ("VL-7", "ESO4.9")
    assert (row["Achievements"], row["Contractor_Name"]) == (told["achievements"], told["contractor"])
    assert (row["Total_Cost_amount"], row["Total_Eligible_Expenditure_amount"]) == ("20000.00", "16000.00")
    assert (row["CoFinancing_Rate"], row["Category_Of_Intervention"]) == ("50.00", "157")
    assert (row["Country"], row["Location_Indicator_NUTS_code"], row["Beneficiary_NUTS_code"]) == (
        "Belgium",
        "BE23",
        "BE23",
    )
    assert (row["Beneficiary_Name"], row["Programme_Name"]) == ("Stad Gent", "In Vlaanderen")
    assert row["Operation_Start_Date"] == measure.starts_on.strftime("%d/%m/%Y")
    assert row["Operation_Name_Programme_Language"] == "Taal, “1”; =1"
    assert row["Is_Example"] == "false"


LEFT_OUT = [
    {"eligible_eur": None},
    {"intervention": None},
    {"granted_eur": None},
    {"granted_eur": 16_001},
    {"withdrawn_on": days_from_now(-1)},
    {"granted_on": None, "granted_eur": None},
]


def test_only_a_grant_with_all_that_is_required_is_in_the_list(rows, gent):
    application = grant(gent, 1)
    stored = {name: getattr(application, name) for each in LEFT_OUT for name in each}
    for details in LEFT_OUT:
        Application.objects.update(**(stored | details))
        assert rows() == [], details
        lacking = Application.objects.get().lacking
        assert bool(lacking) is not ("withdrawn_on" in details or "granted_on" in details), details
    Application.objects.update(**stored)
    assert [len(rows(f"?fund={slug}")) for slug in ("fund-1",)] == [1]
    for change in ({"publication": "draft"}, {"publication": "published", "ends_on": None}):
        Measure.objects.update(**change)
        assert rows() == []


def test_no_natural_person_is_in_the_list_and_examples_are_marked(client, rows, gent):
    measure = grant(gent, 1).measure
    measure.contact = ContactFactory(organisation=measure.organisation, name="Jan Peeters", email="jan@example.org")
    measure.is_example = True
    measure.save()
    text = client.get("/data/operations.csv").getvalue().decode()
    assert not any(told in text for told in ("Jan", "Peeters", "example.org"))
    assert rows()[0]["Is_Example"] == "true"


def test_the_page_of_open_data_tells_it_from_the_operations_of_others(client):
    page = client.get(reverse("open_data"), headers={"accept-language": "en"}).content.decode()
    assert "/data/operations.csv" in page
    page = text_of(client.get("/en/open-data/"))
    assert "The operations of others are on the page “Who got EU money for what”" in page
