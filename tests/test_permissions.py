"""Who sees what: every role, every state of a record, every surface. The surfaces are found, so that none is forgotten.

What is not published leaves no trace: each public address answers to everybody, byte for byte, as if it did not exist.
"""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from domains.models import Action, Measure, Question, Report, ReportingRound, SpreadsheetImport, TargetGroup
from funding.models import Application, Consultation, Fund
from integration_plan.figures import FIGURES
from integration_plan.files import FILES
from integration_plan.sitemaps import SITEMAPS
from partnerships.models import Dialogue
from tests.back_office import at_work
from tests.factories import (
    ActionFactory,
    AllocationFactory,
    AnswerFactory,
    ApplicationFactory,
    CallFactory,
    ConclusionFactory,
    ConsultationFactory,
    ContactFactory,
    ContributionFactory,
    CorrectionFactory,
    DialogueDocumentFactory,
    DialogueFactory,
    DocumentFactory,
    FollowUpFactory,
    FundFactory,
    IndicatorFactory,
    KpiFactory,
    LogoFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    OperationFactory,
    OrganisationFactory,
    QuestionFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    SpreadsheetImportFactory,
    TargetGroupFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.surfaces import addresses, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SECRET = "Geheimtaal"  # stands in every text of what is not published, and nowhere else
ROLES = ["visitor", "neighbour", "colleague", "approver", "curator"]
STATES = [state for state in Measure.Publication.values if state != "published"]
REVIEWS = [review for review in Report.Review.values if review != "approved"]
# Addresses that show nothing of measures, or what another address here shows.
LEFT_OUT = {
    "theme": "a colour",
    "handbook": "a text of ours",
    "domain_pdf": "the page of the domain, on paper",
    "territory_pdf": "the page of the place, on paper",
    "set_language": "takes POST only",
    "invitation": "a form for who got the mail with its link",
    "question_answer": "a form, with a moment in it",
    "mailbox": "a form for who got the mail with its link",
    "follow_by_mail": "a form, with a moment in it",
    "follow_by_mail_begin": "a button for who got the mail with its link",
    "unsubscribe": "a button for who got the mail with its link",
    "following": "what its reader chose herself, each time with another key in its forms",
    "correction_new": "a form",
    "api:docs": "the code, described",
    "api:schema": "the code, described",
    "api:schema_as": "the code, described",
    "api_manual": "the code, described",
}
# Pages that show their owner what is kept of her.
OF_AN_ACCOUNT = ("account", "mfa_", "openid_connect_", "socialaccount_", "usersessions_")
CHOSEN = {
    "compare": "?territory=44021&territory=BE23",  # without a choice the page is but a form
    "followed_feed": "?organisation=gent",
    "followed_calendar": "?organisation=gent",
}
FOUND_BY_WORD = ("measure_list", "search", "api:measures-list")


def log_everything(word, organisation, number, **details):
    """Log a measure with all that can hang on it, each text with a word."""
    measure = MeasureFactory(
        organisation=organisation,
        **dict.fromkeys(("title_nl", "title_en", "summary_nl"), f"{word} {number}"),
        reference=f"m-{number}",
        budget=900_000 + number,
        **details,
    )
    measure.implements.set(Action.objects.all())
    measure.target_groups.set(TargetGroup.objects.all())
    MilestoneFactory(measure=measure, title=word)
    report = ReportFactory(measure=measure, narrative=word, round=ReportingRound.objects.first())
    ReportedValueFactory(kpi=KpiFactory(measure=measure, name_nl=word), report=report)
    AllocationFactory(measure=measure, fund=Fund.objects.get(), amount=100_000 + number)
    told = {"refusal": "other", "lesson": word, "lesson_is_public": True}
    ApplicationFactory(reference=f"a-{number}", measure=measure, fund=Fund.objects.get(), refused=True, **told)
    return measure


@pytest.fixture
def gent():
    province = TerritoryFactory(code="BE23", level="province")
    return OrganisationFactory(slug="gent", territory=TerritoryFactory(code="44021", parent=province))


@pytest.fixture
def published(gent):
    """A measure that everybody may see, and what is public by itself."""
    LogoFactory(organisation=gent)
    ContactFactory(organisation=gent)
    FundFactory(slug="amif")
    CallFactory(code="call-a", fund=Fund.objects.get())
    for review in REVIEWS:
        ConsultationFactory(slug=f"survey-{review}", fund=Fund.objects.get())
    OperationFactory(code="operation-a")
    QuestionFactory(slug="asked", organisation=gent)
    DialogueFactory(slug="talks-undecided", past=True, organisation=gent)
    ConclusionFactory(dialogue=DialogueFactory(slug="talks", concluded=True, organisation=gent))
    CorrectionFactory(pk=9999, measure=None, message=SECRET)
    MembershipFactory(partnership__slug="welcome", organisation=gent)
    TargetGroupFactory(slug="women")
    action = ActionFactory(code="EU-E-01")
    DocumentFactory(slug="report", domain=action.domain, plan=action.plan)
    IndicatorFactory(slug="rate", domain=action.domain)
    ReportingRoundFactory(plan=action.plan, closed=True, closed_at=timezone.now() + timedelta(days=1))
    return log_everything("Taalbuddy", gent, 0, objective__domain=action.domain)


@pytest.fixture
def hidden(published):
    """Return a function that logs a measure in every other state, and reports in every other state too."""

    def logged():
        same = {"objective": published.objective, "territory": published.territory}
        measures = [
            log_everything(SECRET, published.organisation, number, publication=state, reason=SECRET, **same)
            for number, state in enumerate(STATES, 1)
        ]
        for number, review in enumerate(REVIEWS, 1):
            day = published.starts_on.replace(day=number)
            report = ReportFactory(measure=published, draft=True, review=review, narrative=SECRET, reported_on=day)
            ReportedValueFactory(kpi=published.kpis.get(), report=report, value=77_777)
            survey = Consultation.objects.get(slug=f"survey-{review}")
            ContributionFactory(
                consultation=survey, organisation=published.organisation, draft=True, review=review, text=SECRET
            )
        log_talks(published.organisation, measures[0])
        for measure in measures:
            CorrectionFactory(measure=measure, page=f"/measures/{SECRET}/", answered=True)
        log_answers(published.organisation)
        fund = Fund.objects.get()
        ApplicationFactory(measure=published, fund=fund, idea=True, file_number=SECRET, asked_eur=77_777)
        return measures

    return logged


def log_answers(organisation):
    """Log a question that is a draft, with a released answer, and a refused answer to one that is public."""
    draft = QuestionFactory(draft=True, organisation=organisation, title_nl=SECRET, title_en=SECRET)
    AnswerFactory(question=draft, text=SECRET)
    AnswerFactory(question=Question.objects.get(slug="asked"), refused=True, text=SECRET, reason=SECRET)


def log_talks(organisation, measure):
    """Log a meeting that is a draft, conclusions that are not agreed on, and one done in a measure out of sight."""
    draft = DialogueFactory(draft=True, organisation=organisation, title_nl=SECRET, title_en=SECRET, location=SECRET)
    draft.participants.add(organisation)
    DialogueDocumentFactory(dialogue=draft, title=SECRET)
    ConclusionFactory(dialogue=Dialogue.objects.get(slug="talks-undecided"), text_nl=SECRET)
    FollowUpFactory(conclusion=ConclusionFactory(dialogue=draft, text_nl=SECRET), text_nl=SECRET)
    FollowUpFactory(conclusion=Dialogue.objects.get(slug="talks").conclusions.get(), text_nl=SECRET, measure=measure)


@pytest.fixture
def people(gent):
    return {
        "visitor": UserFactory(visitor=True),
        "neighbour": UserFactory(approver=True),
        "colleague": UserFactory(organisation=gent),
        "approver": UserFactory(organisation=gent, approver=True),
        "curator": UserFactory(curator=True),
    }


def public_addresses(published):
    """Return {name: addresses} of what everybody can open."""
    plan, logo = published.objective.domain.plan, published.organisation.logo
    deadline = published.reports.get().round.deadline
    values = {
        "slug": [
            plan.slug,
            published.objective.domain.slug,
            "gent",
            "amif",
            "women",
            "report",
            "rate",
            "survey-draft",
            "talks",
            "talks-undecided",
            "welcome",
            "asked",
        ],
        "code": [published.objective.code, "EU-E-01", "44021", "BE23", "call-a", "operation-a"],
        "reference": [published.reference, "a-0"],
        "key": [f"m-0:{published.reports.get().reported_on}", "m-0:amif", f"{plan.slug}:{deadline}"],
        "noun": [*FILES],
        "ending": ["csv", "json"],
        "section": [*SITEMAPS],
        "deadline": [deadline],
        "name": [*FIGURES],
        "fingerprint": [logo.fingerprint],
        **{key: [f"{timezone.localdate().year}-9999"] for key in ("ticket", "number")},
    }
    return {
        name: [address + CHOSEN.get(name, "") for address in addresses(name, parts, values)]
        for name, parts in patterns()
        if name not in LEFT_OUT and not name.startswith(("admin:", *OF_AN_ACCOUNT))
    }


def answers(client, asked):
    """Return {address: its body} of the addresses that open."""
    found = {}
    for address in asked:
        answer = client.get(address)
        if answer.status_code == 200:
            found[address] = answer.getvalue()
    return found


def test_what_is_not_published_leaves_no_trace_on_any_public_address_whoever_looks(client, published, hidden, people):
    found = public_addresses(published)
    before = {name: answers(client, asked) for name, asked in found.items()}
    assert [name for name, opened in before.items() if not opened] == []
    expected = {address: body for opened in before.values() for address, body in opened.items()}
    expected |= answers(client, [f"{address}?q={SECRET[:6]}" for name in FOUND_BY_WORD for address in found[name]])

    measures = hidden()

    for role in (None, "approver", "curator"):  # who may see less in the back office sees no more of it here
        if role:
            client.force_login(people[role])
        seen = answers(client, expected)
        assert {address for address, body in seen.items() if body != expected[address]} == set(), role
        for measure in measures:
            for name in ("measure_detail", "api:measures-detail"):
                (own,) = addresses(name, ("reference",), {"reference": [measure.reference]})
                assert client.get(own).status_code == 404, (role, measure.publication)


def test_a_published_measure_is_seen_wherever_measures_are_shown(client, published):
    found = public_addresses(published)
    showing = {
        name for name, asked in found.items() if any(b"Taalbuddy" in body for body in answers(client, asked).values())
    }
    assert showing >= {
        *("measure_detail", "measure_list", "dashboard", "objective_detail", "organisation_detail", "territory_detail"),
        *("api:measures-list", "api:reports-list", "data_file", "fund_detail"),
    }


# The back office.


def all_of(answer):
    """Return what stands in an answer, also when it is a spreadsheet."""
    body = answer.getvalue()
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def admin_addresses(records):
    """Return the addresses of every page of the admin, with the records that stand in them by their noun."""
    keys = {noun._meta.label_lower.replace(".", "_"): [each.pk for each in of] for noun, of in records.items()}
    more = {
        "name": [*Measure.STEPS, *Report.STEPS],
        "reference": [measure.reference for measure in records[Measure]],
        "slug": ["gent"],
        "app_label": ["domains", "accounts"],
        "content_type_id": [1],
        "key": [imported.pk for imported in records[SpreadsheetImport]],
        "which": ["upload", "refused"],
        "id": [1],
    }
    for name, parts in patterns():
        if name.startswith("admin:") and name != "admin:logout":
            own = next((found for noun, found in keys.items() if name.startswith(f"admin:{noun}_")), [1])
            yield from addresses(name, parts, more | {"object_id": own, "pk": own})
    for noun in admin.site._registry:
        for column in noun._meta.get_fields():
            if getattr(column, "many_to_one", False) and column.concrete:
                where = f"app_label={noun._meta.app_label}&model_name={noun._meta.model_name}"
                yield f"{reverse('admin:autocomplete')}?{where}&field_name={column.name}&term={SECRET[:4]}"
    yield from (f"{reverse(f'admin:domains_{noun}_changelist')}?q={SECRET[:6]}" for noun in ("measure", "report"))
    adding = [reverse(f"admin:{noun}_add") for noun in ("domains_report", "funding_application")]
    yield from (f"{form}?measure={measure.pk}" for form in adding for measure in records[Measure])


@pytest.fixture
def records(hidden, published):
    imported = SpreadsheetImportFactory(organisation=published.organisation, name=f"{SECRET}.csv")
    reports = list(published.reports.exclude(review="approved"))
    measures = hidden()
    told = {"refusal": "other", "lesson": SECRET}
    ApplicationFactory(reference="a-kept", measure=published, fund=Fund.objects.get(), refused=True, **told)
    applications = [*Application.objects.exclude(reference="a-0")]
    return {Measure: measures, Report: reports, Application: applications, SpreadsheetImport: [imported]}


@pytest.mark.parametrize("role", [None, "visitor", "neighbour"])
def test_no_page_of_the_admin_shows_others_what_is_not_published(client, role, records, people):
    desk = at_work(people[role]) if role else client
    for address in admin_addresses(records):
        answer = desk.get(address)
        assert answer.status_code in {200, 302, 403, 404, 405}, address
        assert answer.status_code != 200 or SECRET not in all_of(answer), address


@pytest.mark.parametrize("role", ["colleague", "approver", "curator"])
def test_the_admin_shows_what_is_not_published_to_its_organisation(role, records, people):
    desk, (imported,) = at_work(people[role]), records.pop(SpreadsheetImport)
    showing = [reverse("admin:domains_measure_one_import", args=[imported.pk])]
    for noun, found in records.items():
        name = f"admin:{noun._meta.app_label}_{noun._meta.model_name}"
        showing += [reverse(f"{name}_changelist"), *(reverse(f"{name}_change", args=[each.pk]) for each in found)]
    for address in showing:
        assert SECRET in all_of(desk.get(address)), address


@pytest.mark.parametrize("role", ROLES)
def test_what_everybody_sees_of_an_organisation_at_once_is_changed_by_its_approver(role, gent, people):
    contact, foreign = ContactFactory(organisation=gent), ContactFactory()
    desk, may_change = at_work(people[role]), role in {"approver", "curator"}
    pages = [reverse(f"admin:domains_contact_{name}", args=[contact.pk]) for name in ("change", "delete")]
    pages += [reverse("admin:partnerships_organisation_change", args=[gent.pk])]
    found = {address: desk.post(address, {}).status_code for address in pages}
    assert {address for address, status in found.items() if status == 200} == (set(pages) if may_change else set())
    assert (desk.post(reverse("admin:domains_contact_add"), {}).status_code == 200) is (
        may_change or role == "neighbour"
    )

    listing = reverse("admin:domains_contact_changelist")
    desk.post(listing, {"action": "confirm_selected", "_selected_action": [contact.pk]})
    contact.refresh_from_db(), foreign.refresh_from_db()
    assert (contact.confirmed_on == timezone.localdate(), foreign.confirmed_on) == (may_change, None)
    read = desk.get(pages[0])
    assert (read.status_code == 200 and contact.email in read.content.decode()) is (may_change or role == "colleague")
    if role == "colleague":
        assert "An approver of your organisation keeps the contacts" in desk.get(listing).content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_a_spreadsheet_of_measures_holds_those_of_the_own_organisation(role, records, people):
    export = at_work(people[role]).post(reverse("admin:domains_measure_export"), {"ending": "csv"})
    own = role in {"colleague", "approver", "curator"}
    assert (export.status_code == 200) is (role != "visitor")
    assert (SECRET in export.content.decode()) is own
