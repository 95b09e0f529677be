"""From draft to public in the back office: by four eyes, with a reason where one is due, and never by a trick."""

import pytest
from django.urls import reverse

from domains.models import Measure
from tests.back_office import at_work, fields_of, fill_in, messages_of, text_of
from tests.factories import KpiFactory, MeasureFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LIST = reverse("admin:domains_measure_changelist")


@pytest.fixture
def people():
    organisation = OrganisationFactory()
    return {
        "clerk": UserFactory(organisation=organisation),
        "approver": UserFactory(organisation=organisation, approver=True),
        "curator": UserFactory(curator=True),
    }


@pytest.fixture
def measure(people):
    return MeasureFactory(draft=True, organisation=people["clerk"].organisation, title_en="Buddies")


def change_page(measure):
    return reverse("admin:domains_measure_change", args=[measure.pk])


def reason_page(measure, step):
    return reverse("admin:domains_measure_step", args=[measure.pk, step])


def press(person, measure, step, **changes):
    """Press the button of a step on the form, whether it is there or not; return the sentence that follows."""
    return messages_of(fill_in(at_work(person), change_page(measure), _step=step, **changes))


def publication_of(measure):
    return Measure.objects.values_list("publication", flat=True).get(pk=measure.pk)


def test_a_clerk_saves_and_submits_and_an_approver_saves_and_publishes_at_once(people, measure):
    assert press(people["clerk"], measure, "submit", title_en="Better buddies") == [
        "“Better buddies” is submitted: an approver of your organisation can publish it now."
    ]
    assert press(people["approver"], measure, "publish", budget="12") == [
        "“Better buddies” is published: everybody can see it now."
    ]
    measure.refresh_from_db()
    assert (measure.publication, measure.title_en, measure.budget) == ("published", "Better buddies", 12)


def test_the_form_shows_the_buttons_that_work(people, measure):
    def buttons(person):
        context = at_work(people[person]).get(change_page(measure)).context
        return [name for name, _label in context["direct_steps"] + context["reasoned_steps"]]

    assert buttons("clerk") == buttons("approver") == ["submit"]
    measure.take_step("submit", people["clerk"])
    assert (buttons("clerk"), buttons("approver")) == ([], ["publish", "return"])
    measure.take_step("publish", people["approver"])
    assert (buttons("clerk"), buttons("approver")) == ([], ["withdraw"])


def test_who_submitted_a_measure_reads_that_a_colleague_publishes_it(people, measure):
    measure.take_step("submit", people["approver"])

    assert "a colleague who is an approver publishes it" in text_of(
        at_work(people["approver"]).get(change_page(measure))
    )
    assert "publishes it" not in text_of(at_work(people["curator"]).get(change_page(measure)))


@pytest.mark.parametrize(
    ("person", "submitter", "step", "why"),
    [
        ("clerk", "approver", "publish", "an approver of your organisation does this"),
        ("clerk", "clerk", "publish", "an approver of your organisation does this"),
        ("approver", "approver", "publish", "you submitted it yourself, a colleague does this"),
        ("approver", None, "publish", "it is draft"),
        ("approver", "clerk", "submit", "it is submitted"),
        ("approver", "clerk", "return", "this step asks for a reason"),
        ("curator", "clerk", "withdraw", "it is submitted"),
        ("curator", "clerk", "delete", "there is no such step"),
    ],
)
def test_a_step_that_is_not_possible_saves_the_rest_and_says_why(people, measure, person, submitter, step, why):
    if submitter:
        measure.take_step("submit", people[submitter])
    before = publication_of(measure)

    assert press(people[person], measure, step, title_en="Typed") == [f"“Typed” is saved, and that is all: {why}."]
    assert publication_of(measure) == before


def test_a_new_measure_can_be_submitted_at_once_and_not_published(people, measure):
    add, values = reverse("admin:domains_measure_add"), {"objective": measure.objective_id, "starts_on": "2026-01-01"}

    for title, step in (("One", "submit"), ("Two", "publish")):
        fill_in(at_work(people["approver"]), add, title_en=title, _step=step, **values)
    assert dict(Measure.objects.exclude(pk=measure.pk).values_list("title_en", "publication")) == {
        "One": "submitted",
        "Two": "draft",
    }


# Steps that ask for a reason.


def test_a_measure_goes_back_with_a_reason_that_her_colleague_reads_at_once(people, measure):
    measure.take_step("submit", people["clerk"])
    approver = at_work(people["approver"])

    page = approver.post(reason_page(measure, "return"), {"reason": "  "})
    assert "Say why, so that your colleague knows what to do." in text_of(page)
    page = approver.post(reason_page(measure, "return"), {"reason": "Which budget?"}, follow=True)

    assert messages_of(page) == ["“Buddies” is returned, with your reason."]
    clerk = at_work(people["clerk"])
    assert "Which budget?" in text_of(clerk.get(reverse("admin:index")))
    assert "Which budget?" in text_of(clerk.get(change_page(measure)))


def test_a_reason_that_is_too_long_is_refused_and_stays(people, measure):
    measure.take_step("submit", people["clerk"])
    page = at_work(people["approver"]).post(reason_page(measure, "return"), {"reason": "long " * 101})
    assert "Ensure this value has at most 500 characters" in text_of(page)
    assert "long " * 100 in text_of(page)


def test_what_is_published_is_withdrawn_with_a_reason_and_can_be_submitted_again(people, measure):
    Measure.objects.update(publication="published")
    at_work(people["approver"]).post(reason_page(measure, "withdraw"), {"reason": "Wrong town"})
    assert publication_of(measure) == "withdrawn"
    press(people["clerk"], measure, "submit")
    assert publication_of(measure) == "submitted"


@pytest.mark.parametrize("step", ["return", "withdraw"])
def test_a_reason_page_of_a_step_that_is_not_possible_says_so_and_changes_nothing(people, measure, step):
    for send in (at_work(people["clerk"]).get, at_work(people["approver"]).post):
        page = send(reason_page(measure, step), {"reason": "Because"}, follow=True)
        assert messages_of(page) == ["“Buddies” stays as it is: it is draft."]
    assert publication_of(measure) == "draft"


def test_there_is_no_reason_page_for_other_steps_nor_for_a_measure_of_others(people, measure):
    stranger = at_work(UserFactory(approver=True))
    measure.take_step("submit", people["clerk"])
    for client, step in ((at_work(people["approver"]), "publish"), (stranger, "return")):
        assert client.get(reason_page(measure, step)).status_code == 404
        assert client.post(reason_page(measure, step), {"reason": "Mine now"}).status_code == 404
    assert publication_of(measure) == "submitted"


# Many at once.


def choose(person, action, *measures):
    """Tick measures in the list, and press Go."""
    chosen = {"action": action, "_selected_action": [measure.pk for measure in measures]}
    return messages_of(at_work(person).post(LIST, chosen, follow=True))


def test_steps_are_taken_on_many_and_the_rest_is_named(people, measure):
    stranger, submitted = (
        MeasureFactory(draft=True),
        MeasureFactory(organisation=measure.organisation, title_en="Theirs"),
    )
    Measure.objects.filter(pk=submitted.pk).update(publication="submitted", submitted_by=people["approver"])

    assert choose(people["clerk"], "submit_selected", measure, submitted, stranger) == [
        "“Theirs” stays as it is: it is submitted.",
        "1 measure is submitted.",
    ]
    assert choose(people["approver"], "publish_selected", measure, submitted, stranger) == [
        "“Theirs” stays as it is: you submitted it yourself, a colleague does this.",
        "1 measure is published.",
    ]
    assert [publication_of(each) for each in (measure, submitted, stranger)] == ["published", "submitted", "draft"]


def test_ticking_only_measures_of_others_does_nothing_and_says_so(people, measure):
    stranger = MeasureFactory(draft=True)
    sentence = "Nothing was done: none of these measures is in your list any more."
    assert choose(people["approver"], "submit_selected", stranger) == [sentence]
    assert publication_of(stranger) == "draft"


@pytest.mark.parametrize("action", ["publish_selected", "delete_selected", "no_such_action"])
def test_an_action_that_a_contributor_does_not_have_does_nothing(people, measure, action):
    measure.take_step("submit", UserFactory(organisation=measure.organisation))
    assert choose(people["clerk"], action, measure) == ["No action selected."]
    assert publication_of(measure) == "submitted"


# Deleting.


@pytest.mark.parametrize(
    ("state", "deletes"),
    [
        ("draft", {"clerk", "approver", "curator"}),
        ("submitted", {"curator"}),
        ("returned", {"curator"}),
        ("published", set()),
        ("withdrawn", {"curator"}),
    ],
)
@pytest.mark.parametrize("person", ["clerk", "approver", "curator"])
def test_a_draft_is_deleted_and_what_the_public_saw_stays(people, measure, person, state, deletes):
    Measure.objects.update(publication=state)
    address = reverse("admin:domains_measure_delete", args=[measure.pk])
    desk = at_work(people[person])

    assert (address in text_of(desk.get(change_page(measure)))) is (person in deletes)
    page = desk.post(address, {"post": "yes"}, follow=True)

    assert Measure.objects.exists() is (person not in deletes)
    if person not in deletes:
        assert f"“Buddies” is {state}: only a draft is deleted." in messages_of(page)[0]


def test_nobody_deletes_many_at_once(people, measure):
    assert choose(people["curator"], "delete_selected", measure) == ["No action selected."]
    assert Measure.objects.exists()


def test_what_is_public_is_changed_by_an_approver_and_a_contributor_reads_so(people, measure):
    Measure.objects.update(publication="published")
    KpiFactory(measure=measure)
    address = change_page(measure)
    approver, contributor = at_work(people["approver"]), at_work(people["clerk"])
    sent = fields_of(approver.get(address)) | {"title_nl": "Stil gewijzigd", "kpis-0-target": "1"}

    page = contributor.get(address)
    assert "an approver of your organisation changes it" in text_of(page)
    assert 'name="_save"' not in text_of(page)
    assert contributor.post(address, sent).status_code == 403
    assert approver.post(address, sent).status_code == 302

    measure.refresh_from_db()
    assert (measure.title_nl, measure.kpis.get().target) == ("Stil gewijzigd", 1)
