"""The way of a measure to money: steps with their days, and three amounts that are never mixed."""

from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from domains.models import Measure
from funding.models import Application
from funding.pipeline import Amount, Way, total
from tests.back_office import at_work, fill_in, messages_of, text_of
from tests.factories import (
    AllocationFactory,
    ApplicationFactory,
    CallFactory,
    DomainFactory,
    FundFactory,
    MeasureFactory,
    ObjectiveFactory,
    ProgrammeFactory,
    TerritoryFactory,
    UserFactory,
    days_from_now,
)

State = Application.State
TRAITS = ["idea", "", "granted", "paid", "refused", "withdrawn"]


def made(trait, **details):
    return ApplicationFactory(**({trait: True} if trait else {}), **details)


def shown(client, address):
    return text_of(client.get(address))


# The steps.


@pytest.mark.django_db
def test_where_an_application_stands_follows_from_its_days():
    states = [State.IDEA, State.APPLIED, State.GRANTED, State.PAID, State.REFUSED, State.WITHDRAWN]
    applications = [made(trait) for trait in TRAITS]
    applications.append(made("granted", started_on=days_from_now(-150)))
    assert [each.state for each in applications] == [*states, State.RUNNING]
    for application in applications:
        assert list(Application.objects.in_state(application.state)) == [application]
        application.full_clean()
    assert [state for state, _label, _day in applications[3].days] == ["applied", "granted", "paid"]
    with translation.override("en"):
        assert str(applications[1]).endswith(": applied for")


BROKEN = [  # details that no application can have, and what is said of them
    ({"granted_on": days_from_now(-300)}, "It cannot be granted before it was applied for"),
    ({"applied_on": None, "granted_on": days_from_now(-3)}, "It cannot be granted before it was applied for"),
    ({"refused_on": days_from_now(-300), "refusal": "late"}, "It cannot be refused before it was applied for"),
    ({"withdrawn_on": days_from_now(-300)}, "It cannot be withdrawn before it was applied for"),
    ({"started_on": days_from_now(-3)}, "It runs once it is granted"),
    ({"paid_on": days_from_now(-3)}, "It cannot be paid before it was granted"),
    ({"granted": True, "refused": True}, "It is granted or refused, not both."),
    ({"paid": True, "withdrawn": True}, "What was paid or refused cannot be withdrawn any more."),
    ({"refused_on": days_from_now(-3)}, "A refusal has a day and a reason"),
    ({"refusal": "late"}, "A refusal has a day and a reason"),
    ({"granted_eur": 5}, "Say on which day this amount was granted."),
    ({"paid_eur": 5}, "Say on which day this amount was paid."),
    ({"asked_eur": 0}, "An amount is more than zero."),
    ({"intervention": 183}, "A type of intervention is a code from 1 to 182."),
]


@pytest.mark.django_db
def test_the_database_keeps_the_order_of_the_steps_and_says_what_is_wrong():
    fund, measure = FundFactory(), MeasureFactory()
    for details, sentence in BROKEN:
        application = ApplicationFactory.build(fund=fund, measure=measure, **details)
        with translation.override("en"), pytest.raises(ValidationError, match=sentence):
            application.validate_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            application.save()


@pytest.mark.django_db
def test_a_step_does_not_lie_in_the_future_and_programme_and_call_are_of_its_fund():
    application = ApplicationFactory()
    application.applied_on, application.programme = days_from_now(1), ProgrammeFactory()
    with translation.override("en"), pytest.raises(ValidationError, match="does not lie in the future"):
        application.clean()
    application.applied_on = days_from_now(0)
    with translation.override("en"), pytest.raises(ValidationError, match="This programme is of another fund"):
        application.clean()
    application.programme, application.call = ProgrammeFactory(fund=application.fund), CallFactory()
    with translation.override("en"), pytest.raises(ValidationError, match="This call is of another fund"):
        application.clean()
    application.call = CallFactory(fund=application.fund)
    application.clean()


# What counts as what.

amounts = st.builds(Amount, st.none() | st.integers(1, 10**9), st.integers(0, 9), st.integers(0, 9))
ways = st.builds(Way, amounts, amounts, amounts, st.integers(0, 9))


@given(st.lists(ways), st.randoms())
@pytest.mark.any_database
def test_parts_add_up_to_the_same_whole_in_any_order(parts, chance):
    whole = total(parts)
    for kind in ("asked", "granted", "paid"):
        known = [amount.euros for part in parts if (amount := getattr(part, kind)).euros is not None]
        assert getattr(whole, kind).euros == (sum(known) if known else None)
    chance.shuffle(parts)
    assert total(parts) == whole


@pytest.mark.django_db
def test_asked_granted_and_paid_are_counted_each_by_itself_and_the_sums_of_parts_equal_the_totals():
    domain, funds = DomainFactory(), [FundFactory(), FundFactory()]
    objectives = [ObjectiveFactory(domain=domain), ObjectiveFactory(domain=domain), ObjectiveFactory()]
    for number, (trait, objective, fund) in enumerate(product(TRAITS, objectives, funds), 1):
        made(trait, measure__objective=objective, fund=fund, asked_eur=number if number % 5 else None)
    ApplicationFactory(measure__draft=True, measure__objective=objectives[0], fund=funds[0], asked_eur=10**6)
    asked = sum(number for number in range(7, 37) if number % 5)

    found = Application.objects.public()
    whole = Way(asked=Amount(asked, 30, 6), granted=Amount(12 * 8_000, 12, 0), paid=Amount(6 * 7_000, 6, 0), refused=6)
    for key in ("fund", "measure__objective", "measure__objective__domain", "measure__territory", "measure"):
        assert total(found.ways(key).values()) == whole, key
    of_funds = [total(found.to(Measure.objects.all(), fund).ways("fund").values()) for fund in funds]
    assert total(of_funds) == whole
    assert Application.objects.none().ways("fund") == {}


@pytest.mark.django_db
def test_a_grant_that_was_withdrawn_does_not_count_and_its_question_still_does():
    made("granted", withdrawn_on=days_from_now(-1))
    (way,) = Application.objects.public().ways("fund").values()
    assert (way.asked.euros, way.granted, way.paid) == (10_000, Amount(), Amount())


@pytest.mark.django_db
def test_pages_of_domain_objective_place_and_fund_show_the_three_figures_and_lead_to_their_sum(client):
    place = TerritoryFactory(code="44021")
    measure = MeasureFactory(objective__code="O1", objective__domain__slug="housing", territory=place)
    fund = FundFactory(slug="amif", abbreviation_en="AMIF")
    pages = ["/en/domains/housing/", "/en/objectives/O1/", "/en/territories/44021/", "/en/funding/amif/"]
    assert not any("Asked, granted, paid" in shown(client, page) for page in pages)
    ApplicationFactory(measure=measure, fund=fund, asked_eur=None)
    for page in pages:
        assert 'data-figure="asked">not reported' in shown(client, page), page
    made("paid", measure=measure, fund=fund), made("refused", measure=measure, fund=fund, asked_eur=1_000)
    for page in pages:
        text = shown(client, page)
        for kind, amount in (("asked", "11,000"), ("granted", "8,000"), ("paid", "7,000")):
            assert f'data-figure="{kind}">€\u00a0{amount}<' in text, (page, kind)
        assert "/en/methodology/figures/asked/" in text
    text = shown(client, "/en/methodology/figures/asked/?domain=housing")
    assert "€\u00a011,000" in text
    assert "Of 1 of 3 applications the amount is not reported: they add nothing." in text
    assert "€\u00a07,000" in shown(client, "/en/methodology/figures/paid/?domain=housing&fund=amif")
    FundFactory(slug="erdf")
    assert "€\u00a0" not in shown(client, "/en/methodology/figures/paid/?domain=housing&fund=erdf")


@pytest.mark.django_db
def test_a_past_day_shows_what_had_been_asked_by_then(client):
    application = ApplicationFactory(measure__objective__code="O1")
    for record in (application, application.measure):
        version = record.history.get()
        version.history_date = version.history_date.replace(year=version.history_date.year - 1)
        version.save()
    application.asked_eur = 99
    application.save()
    page = f"/en/objectives/O1/?on={days_from_now(-30)}"
    assert 'data-figure="asked">€\u00a010,000<' in shown(client, page)
    assert 'data-figure="asked">€\u00a099<' in shown(client, "/en/objectives/O1/")


# The page of a measure, and the API.


@pytest.mark.django_db
def test_a_measures_page_shows_its_way_to_money_with_the_lesson_only_when_everybody_may_read_it(client):
    measure = MeasureFactory(reference="m-1")
    page = "/en/measures/m-1/"
    made("idea", measure=measure)
    assert "Way to the money" not in shown(client, page)
    refused = made("refused", measure=measure, lesson="Begin sooner", programme=ProgrammeFactory(name_en="Flanders"))
    text = shown(client, page)
    assert all(part in text for part in ("Way to the money", "refused", "€\u00a010,000", "Flanders"))
    assert "Begin sooner" not in text
    assert "others scored better" not in text
    refused.call = CallFactory(code="call-1", title_en="Living together", fund=refused.fund)
    refused.save()
    assert "/en/funding/calls/call-1/" in shown(client, page)
    (told,) = client.get("/api/v1/applications/?state=refused").json()["results"]
    assert (told["refusal"], told["lesson"], told["asked_eur"]) == ("", "", "10000.00")

    Application.objects.filter(pk=refused.pk).update(lesson_is_public=True)
    text = shown(client, page)
    assert "Begin sooner" in text
    assert "Why it was refused: others scored better." in text
    (told,) = client.get("/api/v1/applications/?measure=m-1").json()["results"]
    assert (told["refusal"], told["lesson"], told["state"]) == ("quality", "Begin sooner", "refused")
    assert client.get("/api/v1/applications/?state=granted").json()["count"] == 0
    assert client.get("/api/v1/applications/?state=idea").status_code == 400


# The back office.

ADD = reverse("admin:funding_application_add")


@pytest.fixture
def measure():
    return MeasureFactory(draft=True, title_en="Buddies")


def add(desk, measure, **typed):
    with translation.override("en"):
        return fill_in(desk, f"{ADD}?measure={measure.pk}", **typed)


@pytest.mark.django_db
def test_a_clerk_logs_an_application_of_a_measure_of_her_own_and_comes_back_to_it(measure):
    desk, fund = at_work(UserFactory(organisation=measure.organisation)), FundFactory()
    assert "Ask for money" in text_of(desk.get(reverse("admin:domains_measure_change", args=[measure.pk])))
    answer = add(desk, measure, fund=fund.pk, applied_on=str(days_from_now(-9)), asked_eur="1.250,50")
    assert answer.redirect_chain[-1][0] == reverse("admin:domains_measure_change", args=[measure.pk])
    application = measure.applications.get()
    assert (application.asked_eur, application.state, application.fund) == (1250.5, "applied", fund)
    assert application.history.get().history_user is not None
    page = text_of(desk.get(reverse("admin:domains_measure_change", args=[measure.pk])))
    assert reverse("admin:funding_application_change", args=[application.pk]) in page
    answer = fill_in(desk, reverse("admin:funding_application_change", args=[application.pk]), refusal="late")
    assert "A refusal has a day and a reason" in text_of(answer)


@pytest.mark.django_db
def test_an_application_starts_from_a_measure_that_one_may_change(measure):
    colleague = at_work(UserFactory(organisation=measure.organisation))
    stranger = at_work(UserFactory())
    assert "Choose the measure first" in messages_of(colleague.get(ADD, follow=True))[0]
    assert stranger.get(f"{ADD}?measure={measure.pk}").status_code == 404
    Measure.objects.update(publication="published")
    assert (
        "an approver of your organisation changes it"
        in messages_of(colleague.get(f"{ADD}?measure={measure.pk}", follow=True))[0]
    )


@pytest.mark.django_db
def test_what_is_public_only_an_approver_changes_and_a_contributor_reads_it(measure):
    application = made("refused", measure=MeasureFactory(organisation=measure.organisation), lesson="Begin sooner")
    address = reverse("admin:funding_application_change", args=[application.pk])
    contributor = at_work(UserFactory(organisation=measure.organisation))
    approver = at_work(UserFactory(organisation=measure.organisation, approver=True))
    page = text_of(contributor.get(address))
    assert "Begin sooner" in page
    assert "an approver of your organisation changes it" in page
    assert "_save" not in page
    assert contributor.post(address, {"lesson": "x"}).status_code == 403
    fill_in(approver, address, lesson="Ask early")
    application.refresh_from_db()
    assert application.lesson == "Ask early"
    assert "Begin sooner" in text_of(approver.get(reverse("admin:funding_application_history", args=[application.pk])))


@pytest.mark.django_db
def test_who_logs_a_grant_hears_when_the_measure_says_something_else_of_that_fund(measure):
    desk, fund = at_work(UserFactory(organisation=measure.organisation)), FundFactory(abbreviation_en="AMIF")
    days = {"applied_on": str(days_from_now(-9)), "granted_on": str(days_from_now(-1)), "granted_eur": "500"}
    answer = add(desk, measure, fund=fund.pk, **days)
    told = "granted €\u00a0500, and under “Money” the measure says not reported"
    assert any(told in each for each in messages_of(answer))
    AllocationFactory(measure=measure, fund=fund, amount=500)
    page = reverse("admin:funding_application_change", args=[measure.applications.get().pk])
    assert "It still lacks: eligible cost" in text_of(desk.get(page))
    answer = fill_in(desk, page, eligible_eur="900", intervention="157")
    assert not any("under “Money”" in each for each in messages_of(answer))
    assert "It still lacks:" not in text_of(desk.get(page))


@pytest.mark.django_db
def test_the_list_shows_how_far_each_is_and_can_be_narrowed(measure):
    desk = at_work(UserFactory(organisation=measure.organisation))
    made("granted", measure=measure, file_number="F-1"), made("idea", measure=measure)
    listing = reverse("admin:funding_application_changelist")
    assert desk.get(f"{listing}?state=granted").context["cl"].result_count == 1
    assert desk.get(f"{listing}?q=F-1").context["cl"].result_count == 1
    assert desk.get(listing).context["cl"].result_count == 2
