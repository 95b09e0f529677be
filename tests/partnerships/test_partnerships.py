"""Partnerships: who takes part, once a round, with one lead; and which kinds of stakeholders do so at which level."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from partnerships.coverage import Coverage
from partnerships.models import Membership, Partnership
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    PartnershipRoundFactory,
    UserFactory,
)


def refused(record):
    """Say the sentence of the form, after the database itself refused."""
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()
    with pytest.raises(ValidationError) as error, translation.override("en"):
        record.full_clean()
    return " ".join(error.value.messages)


@pytest.mark.django_db
def test_a_body_is_in_one_partnership_a_round_and_one_of_its_members_leads():
    this, next_round = PartnershipRoundFactory.create_batch(2)
    first = MembershipFactory(round=this, role="lead")
    town, partnership = first.organisation, first.partnership
    MembershipFactory(organisation=town, round=next_round)
    MembershipFactory(organisation=town)  # a lasting agreement elsewhere is no round

    elsewhere = MembershipFactory.build(partnership=PartnershipFactory(), organisation=town, round=this)
    assert "one partnership only" in refused(elsewhere)
    second = MembershipFactory.build(
        partnership=partnership, organisation=OrganisationFactory(), round=this, role="lead"
    )
    assert "applies, and receives" in refused(second)
    again = MembershipFactory(partnership=partnership, role="lead")
    assert "already" in refused(MembershipFactory.build(partnership=partnership, organisation=again.organisation))
    lead = MembershipFactory.build(partnership=partnership, organisation=OrganisationFactory(), role="lead")
    assert "one lead" in refused(lead)
    queen = MembershipFactory.build(partnership=partnership, organisation=OrganisationFactory(), role="queen")
    assert "queen" in refused(queen)


@pytest.mark.django_db
def test_a_partnership_and_a_round_have_a_name_and_end_after_they_start():
    backwards = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}
    assert "before it starts" in refused(PartnershipFactory.build(**backwards))
    assert "before it starts" in refused(PartnershipRoundFactory.build(**backwards))
    assert "a name" in refused(PartnershipFactory.build(name_nl=""))
    assert "a name" in refused(PartnershipRoundFactory.build(name_nl=""))


@pytest.mark.django_db
def test_approvers_of_the_lead_keep_a_partnership_and_curators_keep_all():
    led = MembershipFactory(role="lead")
    MembershipFactory(organisation=led.organisation)
    editable = Partnership.objects.editable_by
    assert list(editable(UserFactory(organisation=led.organisation, approver=True))) == [led.partnership]
    assert list(editable(UserFactory(organisation=led.organisation))) == []
    assert list(editable(UserFactory(visitor=True))) == []
    assert editable(UserFactory(curator=True)).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "state"),
    [(None, None, "running"), ("2000-01-01", "2001-01-01", "ended"), ("2999-01-01", None, "to-come")],
)
def test_the_database_and_the_record_say_the_same_of_what_runs(starts_on, ends_on, state):
    day = {"starts_on": starts_on and date.fromisoformat(starts_on), "ends_on": ends_on and date.fromisoformat(ends_on)}
    partnership = PartnershipFactory(**day)
    today = date(2026, 11, 26)
    assert partnership.state == Partnership.objects.with_state(today).get().state_then == state
    assert Partnership.objects.running_on(today).exists() == (state == "running")


@pytest.mark.django_db
def test_members_of_a_round_take_part_while_it_runs():
    lasting = MembershipFactory()
    MembershipFactory(partnership__ends_on=date(2020, 1, 1))
    paid = MembershipFactory(round=PartnershipRoundFactory())
    within, after = paid.round.ends_on, date(2026, 11, 26)
    assert set(Membership.objects.taking_part_on(within)) == {lasting, paid}
    assert set(Membership.objects.taking_part_on(after)) == {lasting}


@pytest.mark.any_database
def test_coverage_says_who_takes_part_at_which_level_and_where_not():
    members = [
        ("welcome", "local", "gent", "authorities"),
        ("welcome", "local", "federation", "migrants"),
        ("towns", "regional", "gent", "authorities"),
        ("towns", "regional", "aalst", "authorities"),
        ("buddies", "local", "federation", "migrants"),
    ]
    found = Coverage.of(members, ["migrants", "authorities", "private-sector"], ["regional", "local"])
    assert [[cell.organisations for cell in cells] for _kind, cells in found.rows] == [[0, 1], [2, 1], [0, 0]]
    assert (found.organisations(), found.organisations("authorities")) == (3, 2)
    assert found.kinds_taking_part == ["migrants", "authorities"]
    assert found.kinds_missing == ["private-sector"]
    assert found.levels_with_several_kinds == ["local"]  # towns among themselves are of one kind
