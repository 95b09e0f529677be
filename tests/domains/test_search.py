"""Which measures a question finds: on the public list, in the API and in the back office alike."""

import pytest
from django.urls import reverse

from domains.models import Measure, queries
from tests.factories import MeasureFactory, ObjectiveFactory, OrganisationFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db


def found(question):
    return [measure.title_nl for measure in Measure.objects.public().matching(question)]


@pytest.fixture
def measures():
    gent = TerritoryFactory(code="44021", name_nl="Gent", name_fr="Gand")
    town = OrganisationFactory(slug="gent", name_nl="Stad Gent", territory=gent)
    office = OrganisationFactory(name_nl="Huis van het Nederlands", territory=gent)
    return [
        MeasureFactory(
            title_nl="Taalbuddy's",
            title_fr="Parrains de langue",
            organisation=town,
            objective=ObjectiveFactory(code="E5"),
        ),
        MeasureFactory(title_nl="Onthaal", summary_de="Sprache lernen im Café", organisation=office),
        MeasureFactory(title_nl="Taalbad", organisation=OrganisationFactory(name_nl="Luik")),
        MeasureFactory(title_nl="Taal in ontwerp", organisation=town, draft=True),
    ]


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("taal", ["Taalbad", "Taalbuddy's"]),
        ("TAALB", ["Taalbad", "Taalbuddy's"]),
        ("langue parrains", ["Taalbuddy's"]),  # in any order
        ("sprache cafe", ["Onthaal"]),
        ("zwembad langue", []),
        ("taal gent", ["Taalbuddy's"]),  # the organisation's name, in any language of it
        ("gand", ["Onthaal", "Taalbuddy's"]),  # the place's name
        ("nederlands", ["Onthaal"]),
        ("wat voor taal is er in gent", ["Taalbuddy's"]),
        ("e5", ["Taalbuddy's"]),
        ("e", []),
        ("taal zwembad", []),
        ("ontwerp", []),
        ("!?", []),
    ],
)
def test_a_question_finds_the_measures_that_hold_every_word(measures, question, titles):
    assert sorted(found(question)) == titles


def test_a_new_name_of_an_organisation_or_a_place_counts_at_once(measures):
    town = measures[0].organisation
    town.name_nl = "Stad Eeklo"
    town.save()
    assert found("taal eeklo") == ["Taalbuddy's"]
    measures[0].territory.__class__.objects.update(name_fr="Eecloo")
    assert found("parrains eecloo") == ["Taalbuddy's"]


def test_what_many_measures_hold_is_found_the_newest_first_too(measures, monkeypatch):
    few = [found(question) for question in ("taal", "gent", "taal gent", "stad taal")]
    monkeypatch.setattr(queries, "FEW", 0)
    assert [found(question) for question in ("taal", "gent", "taal gent", "stad taal")] == few
    assert few[0] == ["Taalbad", "Taalbuddy's"]


def test_a_question_takes_one_query_and_one_more_when_a_word_is_a_name(measures, django_assert_num_queries):
    for question, number in (("buddy", 1), ("taalbuddy langue", 1), ("taal gent", 2), ("!", 0)):
        with django_assert_num_queries(number):
            Measure.objects.public().matching(question)


@pytest.mark.parametrize("few", [queries.FEW, 0])
def test_the_api_and_the_list_find_the_same(client, measures, monkeypatch, few):
    monkeypatch.setattr(queries, "FEW", few)
    listed = client.get(reverse("measure_list") + "?q=gent").content.decode()
    answer = client.get("/api/v1/measures/?q=gent").json()
    references = sorted(measure["reference"] for measure in answer["results"])
    assert references == sorted(measure.reference for measure in measures[:2])
    assert all(reference in listed for reference in references)
    assert client.get("/api/v1/measures/?q=!").json()["count"] == 0


def test_the_back_office_searches_what_a_person_may_see_there(client, measures):
    clerk = UserFactory(organisation=measures[0].organisation)
    client.force_login(clerk)
    address = reverse("admin:domains_measure_changelist")
    assert set(client.get(f"{address}?q=taal").context["cl"].result_list) == {measures[0], measures[3]}
    assert not client.get(f"{address}?q=taalbad").context["cl"].result_list
    assert not client.get(f"{address}?q=!").context["cl"].result_list
    assert client.get(address).context["cl"].result_count == 2

    assert not Measure.objects.editable_by(UserFactory(visitor=True)).matching("taal")
