"""What pages show of outcomes in the population: apart from progress, with source, breaks and what is not known."""

import re

import pytest

from domains.models import Indicator
from tests.factories import DomainFactory, IndicatorFactory, IndicatorValueFactory, MeasureFactory, TerritoryFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db

PAGE = "/en/domains/work/"


@pytest.fixture
def belgium():
    union = TerritoryFactory(code="EU27", level="eu", name_en="European Union")
    country = TerritoryFactory(code="BE", level="country", name_en="Belgium", parent=union)
    TerritoryFactory(code="44021", parent=country)
    return country


@pytest.fixture
def rate():
    return IndicatorFactory(
        domain=DomainFactory(slug="work", title_en="Work"), name_en="Employment rate", by_birth="ergacob"
    )


@pytest.fixture
def publish(belgium, rate):
    """Return a function that stores values of the rate by period: publish("native", {"2024": "67.7"})."""

    def store(group, values, territory=belgium, indicator=rate, **details):
        for period, said in values.items():
            number, *flags = said.split()
            IndicatorValueFactory(
                indicator=indicator,
                territory=territory,
                group=group,
                period=period,
                value=number,
                flags="".join(flags),
                **details,
            )

    return store


@pytest.fixture
def section(client):
    """Return a function that says what the section on outcomes of a page says."""

    def said(address=PAGE):
        text = text_of(client.get(address))
        return text[text.index("In the population") :] if "In the population" in text else ""

    return said


def test_a_domain_without_values_shows_nothing_of_it(section, rate, belgium):
    MeasureFactory(objective__domain=rate.domain)
    assert section() == ""
    assert section("/en/territories/BE/") == ""


def test_a_domain_shows_the_latest_values_the_gap_and_where_it_goes(section, publish):
    publish("native", {"2020": "65.8", "2021": "66.2 b", "2022": "67.4", "2024": "67.7"})
    publish("foreign", {"2020": "57.1", "2021": "59.2 b", "2022": "61.0", "2024": "63.0"}, updated_on="2025-04-24")
    publish("total", {"2024": "66.7"})
    publish("foreign", {"2024": "99.9"}, sex="M")

    said = section()

    assert "In the population: Belgium" in said
    assert "never added to how far those measures are" in said
    assert "2024 citizens of the country 67.7% citizens of another country 63.0% everybody 66.7%" in said
    assert "Citizens of another country: 4.7 percentage points lower behind" in said
    assert "The gap is narrowing. In 2021: 7.0 percentage points lower." in said
    assert "Not compared with the years before 2021: there is a break in the series." in said
    assert "dataset indicator" in said
    assert "Last update of the source: 24 April 2025." in said
    assert "Eurostat. © European Union; reuse is allowed with credit (CC BY 4.0)." in said
    assert "99.9" not in said


@pytest.mark.parametrize(
    ("native", "foreign", "words"),
    [
        (
            {"2020": "60", "2024": "60"},
            {"2020": "70", "2024": "80"},
            ["20.0 percentage points higher ahead", "widening"],
        ),
        ({"2020": "60", "2024": "60"}, {"2020": "55", "2024": "65"}, ["5.0 percentage points higher ahead", "turned"]),
        ({"2020": "60", "2024": "60"}, {"2020": "60", "2024": "60"}, ["no gap equal", "unchanged. In 2020: no gap."]),
        ({"2024": "60"}, {"2024": "50 u"}, ["no earlier year to compare with", "Low reliability"]),
        ({"2023": "60", "2024": "60"}, {"2023": "50", "2024": "50 b"}, ["Not compared with the years before 2024"]),
        ({}, {"2024": "50"}, ["values of one group only", "is not known"]),
        ({"2023": "60"}, {"2024": "50"}, ["citizens of the country not known", "values of one group only"]),
    ],
)
def test_the_gap_is_told_in_words_and_what_is_not_known_is_said(section, publish, native, foreign, words):
    publish("native", native)
    publish("foreign", foreign)
    for part in words:
        assert part in section()


@pytest.mark.parametrize(
    ("details", "values", "words"),
    [
        (
            {"unit": "EUR", "comparison": "ratio"},
            {"native": "30000", "foreign": "24000"},
            ["€ 30,000", "20.0% lower behind"],
        ),
        ({"unit": "EUR", "comparison": "ratio"}, {"native": "30000", "foreign": "33000"}, ["10.0% higher ahead"]),
        (
            {"unit": "PER", "comparison": "share", "better": "context"},
            {"native": "9000000", "foreign": "1000000"},
            ["1,000,000", "share of everybody 10.0%"],
        ),
        (
            {"unit": "THS_PER", "comparison": "none", "better": "context"},
            {"native": "512.3"},
            ["512.3 thousand"],
        ),
    ],
)
def test_each_kind_of_indicator_is_told_in_its_own_unit(section, publish, rate, details, values, words):
    Indicator.objects.update(**details)
    for group, value in values.items():
        publish(group, {"2024": value})
    said = section()
    for part in words:
        assert part in said
    assert ("behind" in said or "ahead" in said) == (details["comparison"] == "ratio")


def test_people_by_country_of_birth_go_before_citizenship_unless_that_is_newer(section, publish):
    for by in ("birth", "citizenship"):
        publish("native", {"2023": "60"}, by=by)
        publish("foreign", {"2023": "50"}, by=by)
    assert "born in another country 50.0%" in section()
    assert "citizens of another country" not in section()

    publish("native", {"2024": "60"})
    publish("foreign", {"2024": "51"})
    assert "citizens of another country 51.0%" in section()
    assert "born in another country" not in section()


def test_the_table_has_every_value_with_its_flags_in_words(client, section, publish):
    publish("native", {"2022": "67.4", "2023": "67.6 bp"})
    publish("foreign", {"2023": "60.0"})
    said = section()
    assert "2023 67.6 bp 60.0 -7.6 2022 67.4 \N{EN DASH} \N{EN DASH}" in said
    assert "b: break in the series; p: provisional. \N{EN DASH} means that the source has no value." in said
    page = client.get(PAGE).content.decode()
    assert '<abbr title="break in the series, provisional">bp</abbr>' in page
    assert "https://ec.europa.eu/eurostat/databrowser/view/indicator" in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_picture_has_the_same_coordinates_in_every_language_and_marks_a_break(client, publish, language):
    publish("native", {"2021": "66.2", "2022": "67.4", "2023": "67.6 b"})
    publish("foreign", {"2021": "59.2", "2022": "61.0", "2023": "60.0"})
    page = client.get(f"/{language}/domains/work/").content.decode()
    assert len(re.findall(r'<path class="chart-line chart-(native|foreign)" d="M[\d. hLM]+"', page)) == 2
    assert len(re.findall(r'<path class="chart-break" d="M\d+\.\d \d+V\d+"', page)) == 1
    assert page.count('<path class="chart-break"') == 2  # the other one is in the legend


def test_one_year_is_no_picture(client, publish):
    publish("native", {"2024": "60"})
    assert '<svg class="chart"' not in client.get(PAGE).content.decode()


def test_another_country_can_be_chosen_among_those_with_values(client, section, publish):
    spain = TerritoryFactory(code="ES", level="country", name_en="Spain")
    TerritoryFactory(code="AT", level="country", name_en="Austria")
    publish("foreign", {"2024": "61"})
    publish("foreign", {"2024": "52"}, territory=spain)

    page = client.get(PAGE).content.decode()
    assert re.findall(r'<option value="(\w+)"( selected)?>', page) == [("BE", " selected"), ("ES", "")]
    assert "61.0%" in section()
    assert "52.0%" in section(f"{PAGE}?country=ES")

    response = client.get(f"{PAGE}?country=AT")
    assert response.status_code == 400
    assert "There is no country AT with values. Choose one from the list." in text_of(response)
    assert "61.0%" not in text_of(response)


def test_without_values_at_home_the_union_is_shown_or_else_another_country(section, publish, belgium):
    publish("foreign", {"2024": "52"}, territory=TerritoryFactory(code="ES", level="country", name_en="Spain"))
    assert "In the population: Spain" in section()
    publish("foreign", {"2024": "62"}, territory=belgium.parent)
    assert "In the population: European Union" in section()


def test_values_of_another_domain_and_of_smaller_places_stay_out(section, publish):
    publish("foreign", {"2024": "61"})
    publish("foreign", {"2024": "33"}, indicator=IndicatorFactory())
    publish("foreign", {"2024": "44"}, territory=TerritoryFactory(code="BE2", level="nuts1"))
    assert "61.0%" in section()
    assert "33.0%" not in section()
    assert "44.0%" not in section()


def test_a_country_shows_the_indicators_of_all_domains_and_context(section, publish):
    publish("foreign", {"2024": "61"})
    context = IndicatorFactory(domain=None, name_en="Protection", unit="PER", comparison="none", better="context")
    publish("foreign", {"2024-02": "80000", "2024-03": "87770"}, indicator=context)

    said = section("/en/territories/BE/")

    assert "Work Employment rate" in said
    assert "Protection March 2024 citizens of another country 87,770" in said
    assert section("/en/territories/44021/") == ""


def test_the_section_takes_two_queries_whatever_is_stored(count_queries, publish, rate):
    before = count_queries(PAGE)
    publish("foreign", {"2024": "61"})
    assert count_queries(PAGE) == before + 1
    at_country = count_queries("/en/territories/BE/")
    for number in range(5):
        indicator = IndicatorFactory(domain=rate.domain)
        territory = TerritoryFactory(level="country")
        publish("native", {str(year): "60" for year in range(2010, 2020)}, indicator=indicator)
        publish("foreign", {str(2000 + number): "60"}, indicator=indicator, territory=territory)
    assert count_queries(PAGE) == before + 1
    assert count_queries("/en/territories/BE/") == at_country


def test_outcomes_change_no_figure_of_progress(client, publish, rate):
    MeasureFactory(objective__domain=rate.domain)

    def progress():
        text = text_of(client.get(PAGE))
        return text[text.index("Progress") : text.index("Latest measures")]

    before, api = progress(), client.get("/api/v1/progress/").content
    publish("native", {"2024": "70"})
    publish("foreign", {"2024": "60"})
    assert (progress(), client.get("/api/v1/progress/").content) == (before, api)


def test_the_page_of_an_indicator_is_that_of_its_domain_or_the_words_on_outcomes(rate):
    assert rate.get_absolute_url().endswith("/domains/work/")
    assert IndicatorFactory(domain=None).get_absolute_url().endswith("/methodology/#outcomes")
