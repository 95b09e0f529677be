"""A curator brings in a list of operations: she sees what is taken for what, corrects it, and stores it."""

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funding.models import Operation, OperationList
from tests.back_office import at_work, messages_of, text_of
from tests.factories import OperationListFactory, UserFactory
from tests.funding.lists import csv_of

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/funding/operationlist/import/"
ROWS = [
    ["Naam project", "Promotor", "Iets", "Totale kost", "Startdatum"],
    ["Taallessen", "Stad Gent", "Wijk", "1.000,50", "13.01.2016"],
    ["Fietspad", "Jan Peeters", "Brug", "veel", ""],
]


@pytest.fixture
def desk():
    return at_work(UserFactory(curator=True))


def give(desk, rows=ROWS, **more):
    data = rows if isinstance(rows, bytes) else csv_of(rows)
    return desk.post(ADDRESS, {"upload": SimpleUploadedFile("lijst.csv", data), **more})


def sent(page):
    """Return what a browser would send of the form on the page."""
    return {field.html_name: "" if field.value() in (None, False) else field.value() for field in page.context["form"]}


def test_a_file_is_shown_corrected_looked_at_again_and_stored(desk):
    page = give(desk)
    said = text_of(page)
    assert "1.000,50" not in said
    assert "1,000.50" in said
    assert "no amount: veel" in said
    assert "Peeters" not in said
    assert not Operation.objects.exists()

    corrected = sent(page) | {"name": "Vlaanderen", "country": "BE", "column_place": "Iets"}
    again = desk.post(ADDRESS, corrected)
    assert again.context["operations"][0].place == "Wijk"
    assert not OperationList.objects.exists()

    done = desk.post(ADDRESS, corrected | {"store": "yes"}, follow=True)
    assert messages_of(done) == ["Stored: 1 new, 0 changed, 0 unchanged, 0 removed."]
    assert (Operation.objects.get().country, OperationList.objects.get().name) == ("BE", "Vlaanderen")
    assert list(done.context["cl"].queryset.values_list("stored", flat=True)) == [1]

    later = give(desk, source_list=OperationList.objects.get().pk)
    assert later.context["change"].unchanged == 1
    desk.post(ADDRESS, sent(later) | {"store": "yes"})
    assert OperationList.objects.count() == 1


def test_what_cannot_be_used_is_said(desk):
    assert "nothing in this file" in text_of(give(desk, b";;"))
    other = OperationListFactory()
    assert "does not have" in text_of(give(desk, source_list=other.pk))
    page = give(desk)
    nothing = sent(page) | {"column_title": "", "column_beneficiary": ""}
    assert "Say which column" in text_of(desk.post(ADDRESS, nothing))
    caches["uploads"].clear()
    gone = desk.post(ADDRESS, sent(page) | {"store": "yes"}, follow=True)
    assert "not here any more" in messages_of(gone)[0]


def test_only_curators_bring_lists_in():
    assert at_work(UserFactory(approver=True)).get(ADDRESS).status_code == 403
    assert at_work(UserFactory(curator=True)).get(ADDRESS).status_code == 200
    assert reverse("admin:funding_operationlist_import") == ADDRESS
