"""Contacts: a service and its mailbox; a person is named only with her consent, and forgotten when she withdraws it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from domains.models import Contact
from tests.back_office import at_work, fill_in, messages_of, text_of
from tests.factories import ContactFactory, MeasureFactory, UserFactory

pytestmark = pytest.mark.django_db

NAME = "Naamgeheim"
LIST = reverse("admin:domains_contact_changelist")


@pytest.fixture
def clerk():
    return UserFactory(approver=True)


@pytest.fixture
def contact(clerk):
    return ContactFactory(organisation=clerk.organisation, name="", consented_on=None, role_nl="Dienst Samenleven")


def change_page(contact):
    return reverse("admin:domains_contact_change", args=[contact.pk])


def public_addresses(contact):
    """Return where the public can read of a contact, and where it could."""
    measure = MeasureFactory(organisation=contact.organisation, contact=contact)
    shown = [
        f"/nl/organisations/{contact.organisation.slug}/",
        f"/nl/territories/{contact.organisation.territory.code}/",
        f"/nl/measures/{measure.reference}/",
        "/api/v1/contacts/",
    ]
    return shown, ["/nl/search/?q=Dienst", "/data/measures.json", "/data/measures.csv", "/api/v1/measures/"]


def test_a_name_is_not_stored_without_the_day_of_consent(clerk, contact):
    page = fill_in(at_work(clerk), change_page(contact), name=NAME)
    assert "Say when this person agreed that everybody sees the name, or leave it out." in text_of(page)
    contact.refresh_from_db()
    assert contact.name == ""


def test_a_name_with_consent_is_public_beside_the_role_and_leaves_no_trace_when_it_is_withdrawn(clerk, contact, client):
    desk, (shown, elsewhere) = at_work(clerk), public_addresses(contact)

    def showing():
        return [address for address in shown + elsewhere if NAME.encode() in client.get(address).getvalue()]

    assert showing() == []
    fill_in(desk, change_page(contact), name=NAME, consented_on=timezone.localdate().isoformat())
    assert showing() == shown
    page = text_of(client.get(shown[0]))
    assert page.index("Dienst Samenleven") < page.index(NAME)

    fill_in(desk, change_page(contact), name="", consented_on="")
    assert showing() == []
    assert NAME not in text_of(desk.get(reverse("admin:domains_contact_history", args=[contact.pk])))
    assert "name" not in {column.name for column in Contact.history.model._meta.fields}


def test_the_public_reads_when_it_was_last_confirmed(client, contact):
    today = timezone.localdate()
    page = contact.organisation.get_absolute_url().replace("/nl/", "/en/")
    for day, sentence in [
        (None, "not confirmed yet"),
        (today - timedelta(365), "confirmed on"),
        (today - timedelta(366), ", more than a year ago"),
    ]:
        Contact.objects.update(confirmed_on=day)
        assert sentence in text_of(client.get(page))


def test_a_clerk_confirms_her_contacts_with_one_action(clerk, contact):
    foreign = ContactFactory()
    chosen = {"action": "confirm_selected", "_selected_action": [contact.pk, foreign.pk]}
    page = at_work(clerk).post(LIST, chosen, follow=True)
    assert messages_of(page) == ["1 contact is confirmed."]
    contact.refresh_from_db(), foreign.refresh_from_db()
    assert (contact.confirmed_on, foreign.confirmed_on) == (timezone.localdate(), None)
    assert contact.history.count() == 2
