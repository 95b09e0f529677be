"""Who is who."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import User
from tests.factories import PASSWORD, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_person_is_found_by_her_address_however_she_types_its_capitals():
    user = User.objects.create_user("Fatma@Example.ORG", PASSWORD)

    assert user.email == "fatma@example.org"
    assert User.objects.get_by_natural_key("FATMA@example.org") == user
    assert user.check_password(PASSWORD)


def test_an_address_has_one_account_whatever_its_capitals():
    UserFactory(email="fatma@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="FATMA@example.org")
    with translation.override("en"), pytest.raises(ValidationError, match="has an account already"):
        UserFactory.build(email="FATMA@example.org", organisation=None, visitor=True).validate_constraints()


def test_staff_work_for_an_organisation_and_a_curator_need_not():
    for role in (User.Role.CONTRIBUTOR, User.Role.APPROVER):
        with pytest.raises(IntegrityError), transaction.atomic():
            UserFactory(role=role, organisation=None)
    assert UserFactory(curator=True).organisation is None


@pytest.mark.parametrize(
    ("role", "staff", "approves", "curates"),
    [
        ("visitor", False, False, False),
        ("contributor", True, False, False),
        ("approver", True, True, False),
        ("curator", True, True, True),
    ],
)
def test_the_role_says_what_a_person_may_do(role, staff, approves, curates):
    user = UserFactory(role=role, organisation=OrganisationFactory())

    assert (user.is_staff, user.may_approve, user.is_superuser) == (staff, approves, curates)
    assert user.has_perm("domains.add_measure") is curates
    assert user.has_module_perms("domains") is staff


def test_whoever_left_may_do_nothing():
    user = UserFactory(curator=True, is_active=False)
    assert not user.has_perm("domains.add_measure")
    assert not user.has_module_perms("domains")


def test_the_first_curator_is_made_on_the_command_line():
    user = User.objects.create_superuser("curator@example.org", PASSWORD)
    assert user.role == User.Role.CURATOR


def test_a_person_is_called_by_her_name_or_else_by_her_address():
    assert str(User(name="Fatma", email="f@example.org")) == "Fatma"
    assert str(User(email="f@example.org")) == "f@example.org"
