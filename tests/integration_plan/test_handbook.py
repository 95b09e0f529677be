"""The handbook is where the work is: in the reader's language, from the same files as on paper."""

import pytest
from django.urls import reverse

from tests.back_office import at_work, text_of
from tests.factories import KpiFactory, MeasureFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_staff_read_the_handbook_in_dutch_or_english(client):
    clerk = UserFactory()
    browser = at_work(clerk)
    english = text_of(browser.get(reverse("handbook")))
    assert 'id="log-a-measure"' in english
    assert 'href="/admin/handbook/spreadsheets/"' in english
    assert "<table>" in english
    dutch = text_of(browser.get(reverse("handbook"), headers={"accept-language": "nl"}))
    assert "Een maatregel registreren" in dutch
    assert "spreadsheets.md" not in dutch
    assert "Import and export" in text_of(browser.get(reverse("handbook", args=["spreadsheets"])))
    spreadsheets = browser.get(reverse("handbook", args=["spreadsheets"]), headers={"accept-language": "nl"})
    assert "Import en export" in text_of(spreadsheets)
    assert browser.get(reverse("handbook", args=["operators"])).status_code == 404
    assert client.get(reverse("handbook")).status_code == 302
    assert reverse("handbook") in text_of(browser.get("/admin/"))


def test_a_new_row_is_added_by_a_sentence_without_a_capital_in_it():
    measure = KpiFactory(measure=MeasureFactory(draft=True)).measure
    clerk = at_work(UserFactory(organisation=measure.organisation))
    form = reverse("admin:domains_measure_change", args=[measure.pk])
    assert "Add another milestone" in text_of(clerk.get(form))


def test_an_empty_list_says_what_to_do():
    clerk = at_work(UserFactory(approver=True))
    contacts = reverse("admin:domains_contact_changelist")
    assert "The button at the top adds the first one." in text_of(clerk.get(contacts))
    assert "Show everything" in text_of(clerk.get(contacts, {"q": "nobody"}))
    mirror = reverse("admin:funding_operation_changelist")
    assert "come from files that" in text_of(at_work(UserFactory(curator=True)).get(mirror))
