"""The finder on a measure, for staff; and what a rule changes for measures, told before it is saved."""

import datetime

import pytest
from django.urls import reverse

from funding.models import FundRule, Programme
from tests.back_office import at_work, fill_in
from tests.factories import (
    FundFactory,
    FundRuleFactory,
    MeasureAnswersFactory,
    MeasureFactory,
    OrganisationFactory,
    ProgrammeFactory,
    TargetGroupFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def region():
    return TerritoryFactory(code="BE2", level="nuts1", path="0001")


@pytest.fixture
def amif():
    return FundFactory(slug="amif", abbreviation_en="AMIF")


@pytest.fixture
def clerk(region):
    town = TerritoryFactory(code="44021", parent=region, path="00010001", is_rural=False)
    return UserFactory(organisation=OrganisationFactory(slug="gent", territory=town))


@pytest.fixture
def measure(clerk):
    logged = MeasureFactory(
        organisation=clerk.organisation,
        draft=True,
        objective__domain__slug="education-training",
        ends_on=datetime.date(2027, 6, 30),
        title_en="Buddies",
    )
    logged.target_groups.set([TargetGroupFactory(slug="newcomers"), TargetGroupFactory(slug="refugees")])
    return logged


def page_of(measure):
    return reverse("admin:funding_fund_finder", args=[measure.reference])


def rule_page(rule):
    return reverse(f"admin:funding_{rule._meta.model_name}_change", args=[rule.pk])


def test_the_finder_on_a_measure_knows_what_the_measure_says(clerk, measure):
    form = at_work(clerk).get(page_of(measure)).context["form"]
    answers = form.answers()
    assert answers.given == {
        "domain": {"education"}, "stage": {"early"}, "status": {"protection"}, "applicant": {"municipality"},
        "setting": {"urban"},
    }  # fmt: skip
    assert (answers.ends_on, answers.around) == (datetime.date(2027, 6, 30), {"BE2", "44021"})


def test_answers_are_tried_in_the_address_and_kept_with_the_measure(clerk, measure, amif):
    FundRuleFactory(fund=amif, text_en="Courses are what it is for.")
    desk = at_work(clerk)
    assert "Answer this next: 1 fund depends on it What do you do?" in text_of(desk.get(page_of(measure)))
    tried = f"{page_of(measure)}?type=language_orientation&status=protection&status=third_country"
    assert "Courses are what it is for." in text_of(desk.get(tried))
    assert not hasattr(measure, "finder_answers")

    page = desk.post(tried, follow=True)

    assert "The answers are kept with the measure." in text_of(page)
    assert "Courses are what it is for." in text_of(page)
    measure.refresh_from_db()
    assert (measure.finder_answers.type, measure.finder_answers.status) == (
        ["language_orientation"],
        ["protection", "third_country"],
    )
    assert measure.finder_answers.history.count() > 0
    assert desk.post(f"{page_of(measure)}?type=nonsense").status_code == 200
    assert "Which fund pays?" in text_of(desk.get(reverse("admin:domains_measure_change", args=[measure.pk])))


def test_nobody_of_another_organisation_finds_money_for_a_measure(measure):
    assert at_work(UserFactory()).get(page_of(measure)).status_code == 404
    assert at_work(UserFactory(curator=True)).get(page_of(measure)).status_code == 200


def test_a_rule_says_which_measures_get_another_answer_before_it_is_saved(measure, amif):
    MeasureAnswersFactory(measure=measure, type=["language_orientation"])
    MeasureFactory(done=True)
    rule, desk = FundRuleFactory(fund=amif), at_work(UserFactory(curator=True))

    page = fill_in(desk, rule_page(rule), stage=["medium_long"])

    assert "1 measure gets another answer. Save again when that is right." in text_of(page)
    assert "Buddies: possible by law, programme not known before, nothing speaks for it after" in text_of(page)
    assert FundRule.objects.get().stage == []
    told = page.context["adminform"].form["told"].value()
    fill_in(desk, rule_page(rule), stage=["medium_long"], told=told)
    assert FundRule.objects.get().stage == ["medium_long"]
    fill_in(desk, rule_page(rule), text_en="The same in other words.")
    assert FundRule.objects.get().text_en == "The same in other words."


def test_a_programme_that_ends_says_so_too_and_nothing_is_deleted(measure, region, amif):
    MeasureAnswersFactory(measure=measure, type=["language_orientation"])
    FundRuleFactory(fund=amif)
    programme, desk = ProgrammeFactory(fund=amif, territory=region), at_work(UserFactory(curator=True))

    page = fill_in(desk, rule_page(programme), valid_until="2020-01-01")

    assert "Buddies: programmed, no call known before, possible by law, programme not known after" in text_of(page)
    assert Programme.objects.get().valid_until is None
    assert desk.get(reverse("admin:funding_programme_delete", args=[programme.pk])).status_code == 403


def test_a_rule_holds_for_something_and_only_exclusions_look_at_an_end(amif):
    rule, desk = FundRuleFactory(fund=amif), at_work(UserFactory(curator=True))
    assert "Say for which measures it holds" in text_of(fill_in(desk, rule_page(rule), type=[]))
    page = fill_in(desk, rule_page(rule), ends_after="2029-12-31")
    assert "Only a rule that excludes looks at the end of a measure." in text_of(page)
