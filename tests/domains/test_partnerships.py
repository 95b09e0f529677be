"""Partnerships on pages, in files and in the API: who takes part, on what, and what they carry."""

import csv
import io
import re
from datetime import date

import pytest
from django.utils import timezone

from domains import taking_part
from domains.models import Measure
from partnerships.beside import linked
from partnerships.models import Dialogue, Membership, Partnership, Territory
from tests.factories import (
    DialogueFactory,
    DialogueSubjectFactory,
    DomainFactory,
    MeasureFactory,
    MembershipFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnershipFactory,
    PartnershipRoundFactory,
    ServedObjectiveFactory,
    TerritoryFactory,
)
from tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def welcome():
    """A partnership of Gent, which leads, and a federation of migrants, for one objective."""
    province = TerritoryFactory(code="BE23", level="province", latitude=51, longitude=4)
    gent = OrganisationFactory(slug="gent", name_en="Gent", territory__code="44021", territory__parent=province)
    federation = OrganisationFactory(slug="federation", name_en="Federation", kind="migrants", territory=province)
    partnership = PartnershipFactory(slug="welcome", name_en="Welcome table", agreement_en="A home for all.")
    MembershipFactory(partnership=partnership, organisation=federation)
    MembershipFactory(partnership=partnership, organisation=gent, role="lead")
    objective = ObjectiveFactory(code="P1", title_en="Everyone", domain=DomainFactory(slug="partnerships"))
    ServedObjectiveFactory(partnership=partnership, objective=objective)
    return partnership


def rows_of(client, noun, query=""):
    text = client.get(f"/data/{noun}.csv{query}").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_page_says_who_leads_for_what_and_which_measures_it_carries(client, welcome):
    MembershipFactory(
        partnership=welcome, organisation__name_en="Aalst", round=PartnershipRoundFactory(name_en="Round three")
    )
    carried = MeasureFactory(title_en="Buddies", organisation__slug="lier")
    carried.partnerships.add(welcome)
    draft = MeasureFactory(title_en="Not yet", draft=True)
    draft.partnerships.add(welcome)
    MeasureFactory(title_en="Of others")

    said = text_of(client.get("/en/partnerships/welcome/"))
    assert "3 members" in said
    assert said.index("Gent") < said.index("Federation") < said.index("Members in the round Round three")
    assert "lead: applies, and receives the money" in said
    assert "Where members work" in said
    assert "A home for all." in said
    assert "Everyone" in said
    assert "Buddies" in said
    assert "Not yet" not in said
    assert "Of others" not in said
    assert "Welcome table" in text_of(client.get(carried.get_absolute_url().replace("/nl/", "/en/")))
    for page in ("organisations/gent", "objectives/P1", "domains/partnerships/partnerships"):
        assert "Welcome table" in client.get(f"/en/{page}/").content.decode(), page
    found = client.get("/en/measures/?partnership=welcome").content.decode()
    assert "Buddies" in found
    assert "Of others" not in found
    assert client.get("/en/measures/?partnership=nobody").status_code == 400


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=welcome table", True),
        ("q=farewell", False),
        ("kind=migrants", True),
        ("kind=private-sector", False),
        ("level=local", True),
        ("level=eu", False),
        ("territory=44021", True),
        ("territory=BE23", True),
        ("territory=ELSEWHERE", False),
        ("objective=P1", True),
        ("objective=OTHER", False),
        ("domain=partnerships", True),
        ("domain=other", False),
        ("plan=other", False),
        ("organisation=gent", True),
        ("organisation=other", False),
        ("state=running", True),
        ("state=ended", False),
    ],
)
def test_each_filter_narrows_the_list_and_the_api(client, welcome, query, is_found):
    other = ObjectiveFactory(code="OTHER", domain__slug="other", domain__plan__slug="other")
    OrganisationFactory(slug="other", territory__code="ELSEWHERE")
    ServedObjectiveFactory(objective=other, partnership=PartnershipFactory(name_en="Another", ends_on=date(2000, 1, 1)))
    assert ("Welcome table" in client.get(f"/en/partnerships/?{query}").content.decode()) == is_found
    found = client.get(f"/api/v1/partnerships/?{query}").json()["results"]
    assert ("welcome" in [item["slug"] for item in found]) == is_found


@pytest.mark.any_database
def test_a_list_without_partnerships_says_so_and_a_wrong_filter_too(client):
    assert "No partnership is logged yet." in client.get("/en/partnerships/").content.decode()
    assert "No partnership fits" in client.get("/en/partnerships/?level=eu").content.decode()
    assert client.get("/en/partnerships/?level=moon").status_code == 400
    assert "nobody" not in client.get("/en/partnerships/").content.decode()
    PartnershipFactory(slug="alone")
    page = client.get("/en/partnerships/alone/").content.decode()
    assert "No member is logged yet." in page
    assert "not stated" in page
    DomainFactory(slug="empty")
    page = client.get("/en/domains/empty/partnerships/").content.decode()
    assert "This domain has no objectives." in page
    assert "No partnership for this domain is logged yet." in page


def test_who_takes_part_is_counted_by_kind_and_level_for_each_objective(client, welcome):
    again = MembershipFactory(organisation=welcome.memberships.get(role="lead").organisation)
    served = ServedObjectiveFactory(partnership=again.partnership, objective__code="P2", objective__domain__slug="p")
    objective = welcome.served.get().objective
    served.objective.domain = objective.domain
    served.objective.save()
    members = Membership.objects.taking_part_on(timezone.localdate())
    everyone, levels = taking_part.towards([objective, served.objective], members)
    assert everyone.about == objective
    assert everyone.coverage.kinds_taking_part == ["migrants", "authorities"]
    assert everyone.coverage.levels_with_several_kinds == ["local"]
    assert levels.coverage.levels_with_several_kinds == []

    page = client.get("/en/domains/partnerships/partnerships/").content.decode()
    assert len(re.findall('<td class="num" data-filters', page)) == 2 * 8 * 4
    sum_of_it = text_of(client.get("/en/methodology/figures/partners/?objective=P1"))
    assert "2 of 8" in sum_of_it
    assert "1 of 4" in sum_of_it
    for query, kinds in (
        (f"plan={objective.domain.plan.slug}", "2 of 8"),
        ("domain=partnerships", "2 of 8"),
        ("kind=migrants&level=local", "1 of 8"),
        ("objective=P1&territory=44021", "1 of 8"),
    ):
        assert kinds in text_of(client.get(f"/en/methodology/figures/partners/?{query}")), query


def test_of_each_place_it_is_said_which_kinds_take_part_and_which_do_not(client, welcome):
    province = Territory.objects.get(code="BE23")
    beside = TerritoryFactory(code="44011", name_en="Deinze", parent=province)
    TerritoryFactory(level="nuts3", name_en="District without municipalities", parent=province)
    empty = TerritoryFactory(code="BE22", level="province", name_en="Limburg")
    TerritoryFactory(code="71022", name_en="Hasselt", parent=empty)

    everywhere = text_of(client.get("/en/domains/partnerships/partnerships/"))
    assert "Place by place: 1 of 2 takes part" in everywhere
    assert (
        "2 of the 8 kinds of stakeholders take part. migrants and migrant-led organisations 1 public authorities 1"
        in everywhere
    )
    assert "Not: host communities, institutions" in everywhere
    assert "Nobody takes part from: Limburg" in everywhere

    here = text_of(client.get("/en/domains/partnerships/partnerships/?territory=BE23"))
    assert "Place by place: 1 of 2 takes part" in here
    assert f"Nobody takes part from: {beside.name}" in here
    assert "Welcome table" in here
    assert "District" not in here
    there = text_of(client.get("/en/domains/partnerships/partnerships/?territory=BE22"))
    assert "Place by place: 0 of 1 take part" in there
    assert "Welcome table" not in there
    assert "Place by place" not in text_of(client.get("/en/domains/partnerships/partnerships/?territory=44021"))
    assert client.get("/en/domains/partnerships/partnerships/?territory=MOON").status_code == 400


def test_pages_show_some_of_their_partnerships_and_meetings_and_lead_to_all_of_them(client, welcome):
    gent, objective = welcome.memberships.get(role="lead").organisation, welcome.served.get().objective
    for title, publication in (("Neighbours meet", "published"), ("Not announced", "draft")):
        meeting = DialogueFactory(organisation=gent, publication=publication, title_en=title)
        DialogueSubjectFactory(dialogue=meeting, objective=objective)
    for number in range(4):
        ended = PartnershipFactory(slug=f"a-{number}", name_en=f"Ended {number}", ends_on=date(2000, 1, 1))
        MembershipFactory(partnership=ended, organisation=gent)
        ServedObjectiveFactory(partnership=ended, objective=objective)

    for page, query in (
        ("domains/partnerships", "domain=partnerships"),
        ("organisations/gent", "organisation=gent"),
        ("territories/BE23", "territory=BE23"),
    ):
        said = client.get(f"/en/{page}/").content.decode()
        words = text_of(client.get(f"/en/{page}/"))
        assert "Welcome table running local" in words, page  # it runs, so it comes before what ended
        assert "Neighbours meet to come" in words, page
        assert "Not announced" not in words, page
        for noun in ("partnerships", "dialogues"):
            address = f"/en/{noun}/?{query}"
            assert f'href="{address}"' in said, page
            assert client.get(address).status_code == 200
    for page in ("domains/partnerships", "territories/BE23"):
        assert "Ended 3" not in text_of(client.get(f"/en/{page}/"))
        assert "Welcome table" not in text_of(client.get(f"/en/{page}/?on=2025-06-30"))


def test_what_stands_beside_a_page_is_read_whole_and_in_one_query(welcome, django_assert_num_queries):
    meeting = DialogueFactory(ends_at=None)
    stored = Partnership.objects.get(), Dialogue.objects.get()
    with django_assert_num_queries(1):
        found = linked(
            partnerships=Partnership.objects.all(), dialogues=Dialogue.objects.all()[:1], none=Measure.objects.none()
        )
    assert found["none"] == []
    for (record,), as_stored in zip((found["partnerships"], found["dialogues"]), stored, strict=True):
        names = [field.attname for field in record._meta.concrete_fields]
        assert [getattr(record, name) for name in names] == [getattr(as_stored, name) for name in names]
    assert found["dialogues"] == [meeting]


def test_a_kind_and_a_place_are_asked_of_one_and_the_same_member(client, welcome):
    elsewhere = OrganisationFactory(kind="civil-society", territory__code="ELSEWHERE")
    MembershipFactory(partnership=welcome, organisation=elsewhere)
    for query, is_found in (("civil-society&territory=ELSEWHERE", True), ("authorities&territory=ELSEWHERE", False)):
        assert ("Welcome table" in text_of(client.get(f"/en/partnerships/?kind={query}"))) == is_found


def test_the_files_and_the_api_say_who_is_in_it(client, welcome):
    held = PartnershipRoundFactory(slug="round-3")
    MembershipFactory(partnership=welcome, organisation__slug="aalst", round=held)
    MembershipFactory(partnership=welcome, organisation__slug="vvsg", role="adviser")
    measure = MeasureFactory()
    measure.partnerships.add(welcome)
    MeasureFactory(draft=True).partnerships.add(welcome)
    (row,) = rows_of(client, "partnerships")
    assert (row["lead"], row["members"], row["advisers"]) == ("gent", "aalst@round-3, federation", "vvsg")
    assert (row["objectives"], row["state"]) == ("P1", "running")
    members = {row["organisation"]: row for row in rows_of(client, "members")}
    assert members["aalst"]["takes_part"] != members["gent"]["takes_part"]  # that round is over
    assert (members["federation"]["kind"], members["gent"]["territory"]) == ("migrants", "44021")
    assert members["gent"]["territory_path"] == "BE23/44021"
    assert [row["organisation"] for row in rows_of(client, "members", "?kind=migrants")] == ["federation"]
    assert [row["organisation"] for row in rows_of(client, "members", "?territory=44021")] == ["gent"]
    item = client.get("/api/v1/partnerships/welcome/").json()
    assert {"organisation": "gent", "role": "lead", "round": None} in item["members"]
    assert (item["objectives"], item["measures"], item["state"]) == (["P1"], [measure.reference], "running")
    assert client.get(f"/api/v1/measures/{measure.reference}/").json()["partnerships"] == ["welcome"]


def test_the_map_shows_the_municipalities_around_those_of_members(welcome):
    gent, federation = (welcome.memberships.get(role=role).organisation for role in ("lead", "member"))
    beside = TerritoryFactory(parent=gent.territory.parent, name_nl="Deinze", latitude=51, longitude=3)
    TerritoryFactory(name_nl="Far away", latitude=1, longitude=1)
    type(beside).objects.rebuild_paths()
    gent.territory.refresh_from_db()
    found = taking_part.map_of([gent, federation])
    assert len(found.layers[0]) == 1
    assert taking_part.map_of([federation]) is None


def test_a_past_day_knows_which_partnership_carried_a_measure(client, welcome):
    measure = MeasureFactory()
    measure.partnerships.add(welcome)
    assert list(Measure.history.on(timezone.localdate()).carried_by(welcome).values_list("id", flat=True)) == [
        measure.pk
    ]
