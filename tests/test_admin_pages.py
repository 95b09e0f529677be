"""Every page of the back office, of every noun: it opens for whom it is meant, and records do not slow it down."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import Invitation
from domains.models import Answer, Contact, Correction, IndicatorValue, Measure, Question, Report
from funding.models import Application, Contribution, FundRule, Operation, Programme
from partnerships.models import Conclusion, Dialogue
from tests import factories
from tests.back_office import at_work, fill_in, text_of
from tests.factories import (
    AllocationFactory,
    ContactFactory,
    KpiFactory,
    MilestoneFactory,
    OrganisationFactory,
    ReportedValueFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOUNS = sorted(admin.site._registry, key=lambda noun: noun.__name__)
OF_CLERKS = {  # the others are for curators
    **dict.fromkeys((Measure, Contact, Contribution), "organisation"),
    **dict.fromkeys((Report, Application), "measure__organisation"),
}
OF_APPROVERS = {
    Invitation: "organisation",
    Correction: "measure__organisation",
    Question: "organisation",
    Answer: "question__organisation",
    Dialogue: "organisation",
    Conclusion: "dialogue__organisation",
}
OF_STAFF = OF_CLERKS | OF_APPROVERS
MIRRORS = {IndicatorValue, Operation}  # what a source says: there is a list to look at, and no form
SENT = {Answer}  # what people send: nobody adds or deletes it here
ENDING = {FundRule, Programme} | SENT  # what is never deleted: it ends on a day
each_noun = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)


@pytest.fixture
def town():
    return OrganisationFactory()


@pytest.fixture
def log(town):
    """Return a function that makes records of a noun, of the town where a noun has an owner."""

    def logged(noun, number=1):
        details = {OF_STAFF[noun]: town} if noun in OF_STAFF else {}
        details |= (
            {"draft": True} if noun in {Measure, Report, Contribution} else {}
        )  # what is public has no page to delete it
        details |= {"measure__draft": True} if noun is Application else {}
        return getattr(factories, f"{noun.__name__}Factory").create_batch(number, **details)

    return logged


def address(noun, page, *arguments):
    return reverse(f"admin:{noun._meta.label_lower.replace('.', '_')}_{page}", args=arguments)


def add_page(noun, record):
    return address(noun, "add") + (f"?measure={record.measure_id}" if noun in {Report, Application} else "")


def pages_of(noun, record):
    """Yield the address of every page there is of a noun: its list and its forms."""
    yield address(noun, "changelist")
    yield from forms_of(noun, record, "change", "history", *([] if noun in ENDING else ["delete"]))


def forms_of(noun, record, *pages):
    """Return the addresses of the forms there are of a noun."""
    return (
        []
        if noun in MIRRORS
        else [*([] if noun in SENT else [add_page(noun, record)]), *(address(noun, page, record.pk) for page in pages)]
    )


@each_noun
def test_every_page_of_every_noun_opens_for_a_curator(noun, log):
    desk, record = at_work(UserFactory(curator=True)), log(noun)[0]
    ways_to_ask = [f"{address(noun, 'changelist')}?{question}" for question in ("q=e", "o=1.-2", "p=1", "all=", "e=1")]
    for page in [*pages_of(noun, record), *ways_to_ask]:
        answer = desk.get(page)
        assert answer.status_code == 200, page
        assert "Django" not in text_of(answer), page
    shown = desk.get(address(noun, "changelist")).context["cl"]
    for choice in (choice for spec in shown.filter_specs for choice in spec.choices(shown)):
        assert desk.get(address(noun, "changelist") + choice["query_string"]).status_code == 200, choice


@each_noun
@pytest.mark.parametrize("role", ["contributor", "approver"])
@pytest.mark.any_database
def test_a_clerk_has_the_pages_of_five_nouns_an_approver_also_four_more_and_no_others(noun, role, log, town):
    desk, record = at_work(UserFactory(organisation=town, role=role)), log(noun)[0]
    own = OF_STAFF if role == "approver" else OF_CLERKS
    kept_by_others = {address(noun, "add"), address(noun, "delete", record.pk)} if is_read_only(noun, role) else set()
    for page in pages_of(noun, record):
        may = noun in own and page not in kept_by_others
        assert desk.get(page).status_code == (200 if may else 403), page


def is_read_only(noun, role):
    """Contacts are public at once: those who approve keep them. Corrections are answered, and made by readers."""
    return (noun is Correction and role != "curator") or (noun is Contact and role == "contributor")


@each_noun
@pytest.mark.any_database
def test_nobody_else_comes_in(noun, log, client):
    record = log(noun)[0]
    for visitor in (client, at_work(UserFactory(visitor=True))):
        for page in pages_of(noun, record):
            answer = visitor.get(page)
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("admin:login")), page


@each_noun
@pytest.mark.any_database
def test_a_list_and_a_form_take_as_many_queries_for_twelve_records_as_for_three(noun, log, town):
    people = [UserFactory(curator=True)]
    if noun in OF_STAFF:
        people.append(UserFactory(organisation=town, approver=True))
    record = log(noun, 3)[0]
    pages = [address(noun, "changelist"), *forms_of(noun, record, "change")]

    def queries():
        counts = {}
        for person in people:
            desk = at_work(person)
            for page in pages:
                if is_read_only(noun, person.role) and page == address(noun, "add"):
                    continue
                with CaptureQueriesContext(connection) as captured:
                    assert desk.get(page).status_code == 200
                counts[person.role, page] = len(captured)
        return counts

    ContentType.objects.get_for_models(*apps.get_models())  # these are read once in a process
    few = queries()
    log(noun, 9)
    assert queries() == few


SAID_BESIDE_IT = {"value"}  # of a KPI in a report: from where it goes to where, and what was reported last


@each_noun
@pytest.mark.any_database
def test_every_field_of_every_form_says_more_than_its_label(noun, log):
    desk, silent = at_work(UserFactory(curator=True)), set()
    for page in forms_of(noun, log(noun)[0], "change"):
        context = desk.get(page).context
        forms = [context["adminform"].form, *(part.formset.empty_form for part in context["inline_admin_formsets"])]
        for field in (field for form in forms for field in form.visible_fields()):
            more = {*field.help_text.casefold().split()} - {*field.label.casefold().split()}
            if len(more) < 2 and field.name not in {"DELETE", *SAID_BESIDE_IT}:
                silent.add(f"{field.form._meta.model.__name__}.{field.name}")
    assert silent == set()


EVIL = "<script>alert(1)</script>"


def poison(record):
    """Write a script into every text of a record."""
    for column in record._meta.fields:
        is_free = not (column.unique or column.choices or column.name == "colour")
        if isinstance(column, (models.CharField, models.TextField)) and is_free:
            setattr(record, column.name, EVIL[: column.max_length])
    record.save()


@pytest.fixture
def poisoned(log):
    """Records of every noun with a script in each text; the first is a measure with all that can belong to it."""
    measure = log(Measure)[0]
    kpi, money = KpiFactory(measure=measure), AllocationFactory(measure=measure)
    value = ReportedValueFactory(kpi=kpi, report__measure=measure, report__draft=True)
    measure.contact = ContactFactory(organisation=measure.organisation)
    measure.save()
    measure.take_step("submit", UserFactory(organisation=measure.organisation))
    records = [
        measure,
        value.report,
        measure.contact,
        money.fund,
        measure.objective,
        *(log(noun)[0] for noun in NOUNS if noun not in MIRRORS),
    ]
    parts = [kpi, MilestoneFactory(measure=measure), measure.territory, measure.objective.domain]
    for record in (*records, *parts):
        poison(record)
    return records


@pytest.mark.any_database
def test_a_script_in_any_text_is_shown_and_never_run(poisoned):
    curator = UserFactory(curator=True)
    poison(curator)
    desk, measure = at_work(curator), poisoned[0]
    change, listing = address(Measure, "change", measure.pk), address(Measure, "changelist")
    nouns = [(type(record), record) for record in poisoned]
    pages = [page for noun, record in nouns for page in forms_of(noun, record, "change", "history")]
    pages += {address(noun, "changelist") for noun, _record in nouns}
    pages += [reverse("admin:index"), reverse("admin:domains_measure_step", args=[measure.pk, "return"])]

    answers = [desk.get(page) for page in pages]
    answers += [fill_in(desk, change, **typed) for typed in ({"ends_on": "1999-01-01"}, {"_step": "delete"}, {})]
    chosen = {"action": "submit_selected", "_selected_action": measure.pk}
    answers.append(desk.post(listing, chosen, follow=True))

    assert "stays as it is" in text_of(answers[-1])
    for answer in answers:
        assert EVIL.encode() not in answer.content, answer.request["PATH_INFO"]
        assert b"&lt;script&gt;alert(1)" in answer.content, answer.request["PATH_INFO"]


@pytest.mark.parametrize("app", ["domains", "funding", "partnerships", "accounts"])
@pytest.mark.any_database
def test_the_page_of_an_app_lists_its_nouns_for_who_may_keep_them(app):
    page = reverse("admin:app_list", args=[app])
    assert "All records" in text_of(at_work(UserFactory(curator=True)).get(page))
    assert at_work(UserFactory()).get(page).status_code == (200 if app in {"domains", "funding"} else 404)


def test_no_noun_has_a_page_in_the_public_admin_of_another_package():
    """Groups, failed sign-ins and stored sessions are nobody's daily work."""
    assert {noun._meta.app_label for noun in NOUNS} == {"accounts", "domains", "funding", "partnerships"}
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")
