"""Choosing from hundreds of organisations by their names, in forms of the back office."""

import pytest
from django.core.exceptions import ValidationError

from partnerships.models import Dialogue, Membership
from partnerships.typed import names_of, only
from tests.back_office import at_work, fields_of, fill_in, text_of
from tests.factories import DialogueFactory, MembershipFactory, OrganisationFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db

NAMES = names_of(
    [
        ("", "---"),
        ("gent", "Gent"),
        ("amal", "Amal Gent"),
        ("luik", "Liège"),
        *((f"o-{n}", f"OCMW {n}") for n in range(12)),
    ]
)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("text", "key"), [("gent", "gent"), ("GENT", "gent"), ("liege", "luik"), ("ama ge", "amal"), ("OCMW 7", "o-7")]
)
def test_a_name_or_a_part_of_it_means_one(text, key):
    assert only(text, NAMES) == key


@pytest.mark.any_database
@pytest.mark.parametrize(("text", "code"), [("nobody", "none"), ("…", "none"), ("ocmw", "many"), ("gen", "several")])
def test_what_fits_none_or_several_is_said(text, code):
    with pytest.raises(ValidationError) as refused:
        only(text, NAMES)
    assert refused.value.code == code
    assert refused.value.params.get("names") == ("Gent; Amal Gent" if code == "several" else None)


def test_who_takes_part_in_a_meeting_is_typed_by_name_and_what_was_chosen_stays():
    town = TerritoryFactory(name_en="Aalst")
    parish, council = (
        OrganisationFactory(slug=slug, name_en=name, territory=town)
        for slug, name in (("parish", "Parish of Aalst"), ("council", "Council for migrants"))
    )
    federation = OrganisationFactory(slug="federation", name_en="Federation of councils")
    OrganisationFactory(slug="double", name_en="Parish, twice", merged_into=parish)
    approver = UserFactory(approver=True)
    meeting = DialogueFactory(organisation=approver.organisation)
    meeting.participants.add(federation)
    desk, change = at_work(approver), f"/admin/partnerships/dialogue/{meeting.pk}/change/"

    page = desk.get(change)
    assert '<option value="Council for migrants, Aalst">' in page.content.decode()
    assert "Parish, twice" not in text_of(page)
    assert text_of(page).count('type="checkbox" name="participants"') == 1

    typed = fields_of(page) | {"participants": ["federation", "paris", "counc", "nobody", ""]}
    page = desk.post(change, typed)
    for sentence in ("Several fit “counc”: choose from", "Nothing here is called “nobody”", 'value="nobody"'):
        assert sentence in text_of(page), sentence
    for slug, ticked in (("federation", " checked"), ("parish", " checked"), ("council", "")):
        assert f'name="participants" value="{slug}"{ticked}>' in text_of(page), slug
    assert [*meeting.participants.all()] == [federation]

    desk.post(change, typed | {"participants": ["federation", "parish", "council for migrants, aalst", ""]})
    assert {*meeting.participants.all()} == {federation, parish, council}
    assert {*Dialogue.history.first().participants.values_list("organisation__slug", flat=True)} == {
        *("federation", "parish", "council")
    }


def test_a_member_of_a_partnership_is_typed_by_name():
    lead = MembershipFactory(role="lead", organisation__slug="gent", organisation__name_en="Gent")
    OrganisationFactory(slug="federation", name_en="Federation")
    desk = at_work(UserFactory(curator=True))
    change = f"/admin/partnerships/partnership/{lead.partnership_id}/change/"
    page = desk.get(change)
    assert page.content.decode().count("<datalist") == 1
    assert 'list="organisation-names"' in page.content.decode()
    assert 'value="Gent, ' in text_of(page)

    assert "Nothing here is called “nobody”" in text_of(
        fill_in(desk, change, **{"memberships-1-organisation": "nobody"})
    )
    fill_in(desk, change, **{"memberships-1-organisation": "feder"})
    assert [*Membership.objects.values_list("organisation__slug", "role")] == [
        ("gent", "lead"),
        ("federation", "member"),
    ]
