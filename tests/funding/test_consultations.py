"""Taking part in programmes: when authorities are asked, and what they answered, once a colleague approved it."""

import json
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from funding.models import Consultation, Contribution
from tests.back_office import at_work, fill_in, messages_of
from tests.factories import ConsultationFactory, ContributionFactory, FundFactory, OrganisationFactory, UserFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db

ADD = "/admin/funding/contribution/add/"


def test_where_a_consultation_stands_follows_from_the_day_in_brussels():
    asked = ConsultationFactory(opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 31))
    for moment, state in (
        ("2026-02-28T22:59+00:00", "announced"),
        ("2026-02-28T23:00+00:00", "open"),
        ("2026-03-31T21:59+00:00", "open"),  # summer time began in between
        ("2026-03-31T22:00+00:00", "closed"),
    ):
        with time_machine.travel(moment, tick=False):
            assert asked.state == state
    asked.closes_on = None
    assert asked.state == "open"


def test_a_consultation_does_not_close_before_it_opens():
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsultationFactory(opens_on=date(2026, 3, 1), closes_on=date(2026, 2, 1))


@pytest.mark.any_database
def test_the_list_tells_first_what_one_can_answer_now(client):
    assert "No consultation is known" in text_of(client.get("/en/funding/consultations/"))
    fund = FundFactory(slug="amif")
    ConsultationFactory(title_en="Past", closed=True, fund=fund)
    ConsultationFactory(title_en="Future", announced=True, fund=fund)
    now = ConsultationFactory(title_en="Present", fund=fund)
    ContributionFactory(consultation=now)
    ContributionFactory(consultation=now, draft=True)

    page = text_of(client.get("/en/funding/consultations/"))
    assert page.index("Present") < page.index("Future") < page.index("Past")
    assert "1 contribution" in page
    assert "Present" in text_of(client.get("/en/funding/amif/"))


@pytest.mark.any_database
def test_its_page_shows_what_is_asked_and_what_was_approved(client):
    asked = ConsultationFactory(slug="survey", question_en="What must change?", is_example=True)
    gent = OrganisationFactory(name_en="Ghent")
    ContributionFactory(consultation=asked, organisation=gent, text="Fewer forms.", url="https://gent.be/answer")
    ContributionFactory(consultation=asked, draft=True, text="Not ready")

    page = text_of(client.get("/en/funding/consultations/survey/"))
    for shown in ("What must change?", "Ghent", "Fewer forms.", "Read the whole answer", "made up to try the site"):
        assert shown in page
    assert "Not ready" not in page


@pytest.mark.any_database
def test_a_contribution_is_public_when_a_colleague_approved_it(client):
    asked = ConsultationFactory(slug="survey")
    clerk = UserFactory()
    boss = UserFactory(organisation=clerk.organisation, approver=True)
    typed = {"text": "Fewer forms.", "_step": "submit"}
    page = fill_in(at_work(clerk), f"{ADD}?consultation={asked.pk}", **typed)
    assert messages_of(page) == ["The contribution is submitted: an approver of your organisation can approve it now."]
    said = Contribution.objects.get()
    assert (said.consultation, said.organisation, said.review) == (asked, clerk.organisation, "submitted")
    assert "Fewer forms." not in text_of(client.get("/en/funding/consultations/survey/"))

    change = f"/admin/funding/contribution/{said.pk}/change/"
    assert "approve" not in said.steps_for(clerk)
    page = fill_in(at_work(boss), change, _step="approve")
    assert messages_of(page) == ["The contribution is approved: everybody can read it now."]
    assert "Fewer forms." in text_of(client.get("/en/funding/consultations/survey/"))

    seen = at_work(clerk).get(change)
    assert "an approver of your organisation changes it" in text_of(seen)
    assert not said.__class__.objects.get().may_be_changed_by(clerk)
    assert at_work(UserFactory()).get(change).status_code == 302


@pytest.mark.any_database
def test_an_organisation_answers_once():
    clerk = UserFactory()
    said = ContributionFactory(organisation=clerk.organisation)
    page = fill_in(at_work(clerk), f"{ADD}?consultation={said.consultation.pk}", text="Again")
    assert "has a contribution to this already" in text_of(page)
    assert Consultation.objects.count() == Contribution.objects.count() == 1


def test_machines_and_the_search_find_consultations_with_what_was_approved_and_nothing_else(client):
    fund = FundFactory(slug="amif")
    asked = ConsultationFactory(slug="amif-after-2027", fund=fund, title_en="AMIF after 2027", question_en="What next?")
    ContributionFactory(consultation=asked, organisation__slug="gent", text="Simpler forms")
    ContributionFactory(consultation=asked, draft=True, text="Not yet")
    ContributionFactory(consultation=ConsultationFactory(slug="of-before", closed=True))
    found = client.get("/api/v1/consultations/?fund=amif").json()["results"]
    assert [(each["slug"], each["state"]) for each in found] == [("amif-after-2027", "open")]
    assert [(said["organisation"], said["text"]) for said in found[0]["contributions"]] == [("gent", "Simpler forms")]
    files = {name: client.get(f"/data/{name}.json").getvalue() for name in ("consultations", "contributions")}
    rows = {row["slug"]: (row["state"], row["contributions"]) for row in json.loads(files["consultations"])["results"]}
    assert rows == {"amif-after-2027": ("open", 1), "of-before": ("closed", 1)}
    assert "Simpler forms" in files["contributions"].decode()
    assert "Not yet" not in files["contributions"].decode()
    of_fund = json.loads(client.get("/data/contributions.json?fund=amif").getvalue())["results"]
    assert [row["consultation"] for row in of_fund] == ["amif-after-2027"]
    assert "/en/funding/consultations/amif-after-2027/" in client.get("/en/search/?q=amif+after").content.decode()
