"""Done elsewhere: the same objective in other places, those like one's own first."""

import pytest

from domains import elsewhere
from tests.factories import MeasureFactory, ObjectiveFactory, TerritoryFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A town of 30,000, in a region of a country."""
    country = TerritoryFactory(code="BE", level="country")
    region = TerritoryFactory(code="BE2", level="nuts1", parent=country)
    return TerritoryFactory(code="44021", parent=region, population=30_000)


@pytest.fixture
def found(place):
    """Return a function that says which measures are found, in their order, by their Dutch titles."""
    objective = ObjectiveFactory(code="O1")

    def log(title, region, population=30_000, **about):
        town = TerritoryFactory(parent=region, population=population, name_nl=f"Stad {title}")
        return MeasureFactory(**{"objective": objective, "territory": town, "title_nl": title} | about)

    log.objective = objective
    log.titles = lambda: [measure.title_nl for measure in elsewhere.measures_for(objective, place)]
    return log


def test_like_places_come_first_of_these_what_is_done_and_of_these_the_nearest(place, found):
    near = place.parent
    far = TerritoryFactory(code="BE3", level="nuts1", parent=near.parent)
    found("large and done", near, 90_000, done=True)
    found("region", near.parent, territory=near, done=True)
    found("running far", far)
    found("done far", far, done=True)
    found("running near", near)
    found("done near", near, done=True)
    assert found.titles() == ["done near", "done far", "running near", "running far", "region"]


def test_the_newest_comes_first_of_what_is_equally_useful(place, found):
    for title in ("older", "newer"):
        found(title, place.parent)
    assert found.titles() == ["newer", "older"]


def test_what_happens_here_is_not_elsewhere_nor_is_what_is_planned_stopped_or_not_public(place, found):
    found("here", place.parent, territory=place, done=True)
    found("planned", place.parent, status="planned")
    found("stopped", place.parent, status="stopped")
    found("draft", place.parent, draft=True)
    found("other objective", place.parent, objective=ObjectiveFactory())
    assert found.titles() == []


def test_the_page_of_a_measure_leads_to_them_and_to_the_whole_list(client, place, found):
    here = found("here", place.parent, territory=place)
    assert "In no other place is a measure for this objective running or done." in text_of(
        client.get(f"/en/measures/{here.reference}/")
    )
    there = found("there", place.parent, done=True)
    page = client.get(f"/en/measures/{here.reference}/")
    assert f'<a href="/en/measures/{there.reference}/">' in page.content.decode()
    assert "/en/measures/?objective=O1" in page.content.decode()
    assert f"/admin/domains/measure/copy/{here.reference}/" in page.content.decode()
    assert "Stad there" in text_of(page)


def test_the_page_of_an_objective_names_what_is_done_already(client, place, found):
    found("running", place.parent)
    assert "Done already" not in text_of(client.get("/en/objectives/O1/"))
    found("done", place.parent, done=True)
    page = client.get("/en/objectives/O1/")
    assert "Done already" in text_of(page)
    assert [measure.title_nl for measure in page.context["done"]] == ["done"]
    assert "/en/measures/?objective=O1&amp;status=done" in page.content.decode()
