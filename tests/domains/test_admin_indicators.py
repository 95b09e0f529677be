"""Curators say what is counted; the values come from the source, and nobody changes them."""

import pytest
from django.urls import reverse

from domains.models import IndicatorValue
from tests.factories import IndicatorFactory, IndicatorValueFactory, UserFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(UserFactory(curator=True))


def address(model, view, *args):
    return reverse(f"admin:domains_{model}_{view}", args=args)


def test_the_list_says_which_indicators_have_values_and_up_to_when(client, curator):
    IndicatorFactory(name_nl="Zonder")
    value = IndicatorValueFactory(indicator__name_nl="Met", period="2023")
    IndicatorValueFactory(indicator=value.indicator, territory=value.territory, period="2024")
    said = text_of(client.get(address("indicator", "changelist")))
    assert "none imported yet" in said
    assert "2 2024" in said


def test_a_curator_corrects_what_an_indicator_reads(client, curator):
    indicator = IndicatorFactory()

    def correct(selection):
        page = client.get(address("indicator", "change", indicator.pk))
        form = {name: value or "" for name, value in page.context["adminform"].form.initial.items()}
        changed = form | {"selection": selection, "objectives": []}
        return client.post(address("indicator", "change", indicator.pk), changed)

    assert correct('{"age": "Y20-64"}').status_code == 302
    indicator.refresh_from_db()
    assert indicator.selection == {"age": "Y20-64"}

    refused = correct('{"age": 20}')
    assert "Give one code for each dimension" in text_of(refused)


def test_values_can_be_looked_at_and_not_be_changed(client, curator):
    value = IndicatorValueFactory(period="2024-03")
    assert "2024-03" in text_of(client.get(address("indicatorvalue", "changelist")))
    assert client.get(address("indicatorvalue", "add")).status_code == 403
    for page in ("change", "history", "delete"):
        assert client.get(address("indicatorvalue", page, value.pk)).status_code == 403
        assert client.post(address("indicatorvalue", page, value.pk), {"value": "1"}).status_code in {403, 405}
    assert IndicatorValue.objects.get().value == 61


def test_clerks_see_neither(client):
    client.force_login(UserFactory())
    for model in ("indicator", "indicatorvalue"):
        assert client.get(address(model, "changelist")).status_code == 403
