"""Data quality: what is asked of which measures, the score, and who sees what of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from domains import quality
from domains.models import Measure
from tests.back_office import at_work, text_of
from tests.factories import (
    ContactFactory,
    FundFactory,
    KpiFactory,
    LinkFactory,
    MeasureFactory,
    MilestoneFactory,
    OrganisationFactory,
    ReportFactory,
    UserFactory,
    days_from_now,
)
from tests.reading import number_of_queries

pytestmark = pytest.mark.django_db


def quality_of(measure):
    return quality.of_measures(Measure.objects.filter(pk=measure.pk), quality.OF_STAFF, timezone.localdate())


def wrong(measure):
    """Return the names of the questions whose answer is not in order for one measure."""
    return {answer.question.name for answer in quality_of(measure).answers if answer.failing}


@pytest.fixture
def complete():
    """Return a function that logs a measure of which every answer is in order, but for what is said."""

    def log(**details):
        measure = MeasureFactory(**{"title_en": "", "contact": ContactFactory()} | details)
        KpiFactory(measure=measure)
        return measure

    return log


def test_each_question_finds_what_it_asks_for_and_nothing_else(complete):
    today, long_ago = timezone.localdate(), days_from_now(-400)
    assert wrong(complete()) == set()
    assert wrong(complete(contact=None)) == {"contact"}
    assert wrong(MeasureFactory(title_en="", contact=ContactFactory())) == {"kpi"}
    assert wrong(complete(ends_on=None)) == {"dates"}
    assert wrong(complete(late=True)) == {"end"}
    assert wrong(complete(starts_on=long_ago)) == {"update"}
    assert wrong(complete(done=True)) == {"evidence"}
    dated, done, silent = complete(ends_on=None), complete(done=True, late=True), complete(starts_on=long_ago)
    MilestoneFactory(measure=dated)
    ReportFactory(measure=done)
    MilestoneFactory(measure=done, done_on=today)
    ReportFactory(measure=silent)
    assert wrong(dated) == wrong(done) == wrong(silent) == set()
    MilestoneFactory(measure=done)
    assert wrong(done) == {"milestones"}
    assert wrong(complete(status="stopped", late=True)) == set()


def test_a_translation_is_older_once_its_text_changed_without_it(complete):
    measure = complete(title_nl="Een", title_en="One")
    measure.summary_nl = "Eerst zonder, dan met."
    measure.save()
    measure.summary_en = "First without, then with."
    measure.save()
    assert wrong(measure) == set()
    measure.title_nl = "Twee"
    measure.save()
    assert wrong(measure) == {"translation"}
    measure.title_en = "Two"
    measure.save()
    assert wrong(measure) == set()


def test_a_link_of_its_contact_or_in_its_evidence_is_dead_only_after_two_days(complete):
    LinkFactory(address="https://dead.example/a", dead=True)
    LinkFactory(address="https://slow.example", came="no-answer", failing_since=timezone.localdate())
    links = {answer.question.name: answer for answer in quality_of(complete()).answers}["links"]
    assert (links.asked, links.failing) == (0, 0)
    alive = complete(source="See https://dead.example/ab and https://slow.example.")
    links = {answer.question.name: answer for answer in quality_of(alive).answers}["links"]
    assert (links.asked, links.failing) == (1, 0)
    by_contact = complete(contact=ContactFactory(url="https://dead.example/a"))
    by_source = complete(source="Printed, and https://dead.example/a.")
    by_report = ReportFactory(measure=complete(), source="https://dead.example/a").measure
    drafted = ReportFactory(measure=complete(), source="https://dead.example/a", draft=True).measure
    assert wrong(by_contact) == wrong(by_source) == wrong(by_report) == {"links"}
    assert wrong(drafted) == set()


def test_dead_links_stand_beside_the_form_that_puts_them_right(complete):
    dead = LinkFactory(address="https://dead.example", dead=True).address
    town = OrganisationFactory(website=dead)
    contact = ContactFactory(organisation=town, url=dead)
    report = ReportFactory(measure=complete(organisation=town), source=f"Count ({dead})")
    fund = FundFactory(website=dead)
    ContactFactory(url=dead)
    pages = [
        reverse(f"admin:{name}_change", args=[record.pk])
        for name, record in [
            ("domains_contact", contact),
            ("domains_report", report),
            ("funding_fund", fund),
            ("partnerships_organisation", town),
        ]
    ]

    clerk, approver = (UserFactory(organisation=town, role=role) for role in ("contributor", "approver"))
    address = reverse("admin:domains_measure_quality")
    assert [page in text_of(at_work(clerk).get(address)) for page in pages] == [False] * 4  # these are public
    own = at_work(approver).get(address)
    assert [page in text_of(own) for page in pages] == [True, True, False, True]
    assert {holder.record for _link, holder, _form in own.context["dead_links"]} == {town, contact, report}
    assert "the page is not there any more" in text_of(own)
    everything = at_work(UserFactory(curator=True)).get(reverse("admin:domains_measure_quality"))
    assert [page in text_of(everything) for page in pages] == [True] * 4
    assert len(everything.context["dead_links"]) == 5


def test_the_score_is_the_share_of_answers_in_order_and_says_so(complete, client):
    town = OrganisationFactory(slug="gent")
    page = client.get("/en/organisations/gent/quality/")
    assert "nothing logged yet" in text_of(page)
    complete(organisation=town)
    bare = MeasureFactory(organisation=town, title_en="Bare", ends_on=None)
    MeasureFactory(organisation=town, draft=True, title_en="Secret")

    page = client.get("/en/organisations/gent/quality/")
    share = page.context["quality"].share
    # Each is asked for a contact, a date, a KPI and its end; the bare one has only an end that has not passed.
    assert (share.part, share.whole, share.percent) == (5, 8, 62)
    assert "5 of 8 answers are in order" in text_of(page)
    assert bare.get_absolute_url().removeprefix("/nl") in text_of(page)
    assert "Secret" not in text_of(page)
    assert 'id="quality"' in text_of(client.get("/en/methodology/"))


def test_staff_see_all_of_their_own_with_its_form_and_curators_see_everybody(complete):
    town, other = OrganisationFactory(slug="gent"), OrganisationFactory(slug="genk")
    draft = MeasureFactory(organisation=town, draft=True, title_en="Draft")
    complete(organisation=other)
    address = reverse("admin:domains_measure_quality")
    clerk, curator = at_work(UserFactory(organisation=town)), at_work(UserFactory(curator=True))

    page = clerk.get(address)
    assert reverse("admin:domains_measure_change", args=[draft.pk]) in text_of(page)
    assert clerk.get(reverse("admin:domains_measure_quality_of", args=["genk"])).status_code == 403
    lines = curator.get(address).context["lines"]
    assert [organisation for organisation, _quality in lines] == [town, other]
    assert reverse("admin:domains_measure_quality_of", args=["gent"]) in text_of(curator.get(address))
    assert "Draft" in text_of(curator.get(reverse("admin:domains_measure_quality_of", args=["gent"])))


def test_many_measures_are_cut_off_and_take_as_many_queries_as_few(client):
    town = OrganisationFactory(slug="gent")
    MeasureFactory.create_batch(2, organisation=town)
    desk = at_work(UserFactory(curator=True))
    pages = [(client, "/en/organisations/gent/quality/"), (desk, reverse("admin:domains_measure_quality"))]
    LinkFactory(address="https://dead.example", dead=True)
    ContactFactory(organisation=town, url="https://dead.example")
    few = [number_of_queries(*page) for page in pages]
    MeasureFactory.create_batch(22, organisation=town)
    for _number in range(3):
        ReportFactory(
            measure__organisation=OrganisationFactory(website="https://dead.example"), source="https://dead.example"
        )
        FundFactory(website="https://dead.example")
    MeasureFactory()
    assert [number_of_queries(*page) for page in pages] == few
    assert "The 20 that changed last, of 24." in text_of(client.get("/en/organisations/gent/quality/"))
