"""The rules of plan and measures, kept by the database, with a sentence for people."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from domains.models import Kpi, Measure
from tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    ContactFactory,
    DomainFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportedValueFactory,
    ReportFactory,
    TerritoryFactory,
    UserFactory,
    days_from_now,
)

pytestmark = pytest.mark.django_db


def refused(factory, sentence=None, **details):
    """Say whether the database refuses what the factory would make, and the form's sentence is the one given."""
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**details)
    record = factory.build(**details)
    if sentence:
        with translation.override("en"), pytest.raises(ValidationError, match=sentence):
            record.validate_constraints()
    return True


def test_a_measure_ends_on_or_after_its_start():
    day = timezone.localdate()
    MeasureFactory(starts_on=day, ends_on=day)
    MeasureFactory(ends_on=None)
    own = {"objective": ObjectiveFactory(), "organisation": OrganisationFactory()}
    assert refused(MeasureFactory, "cannot end before it starts", starts_on=day, ends_on=days_from_now(-1), **own)


def test_a_budget_is_not_below_zero():
    own = {"objective": ObjectiveFactory(), "organisation": OrganisationFactory()}
    assert refused(MeasureFactory, "cannot be below zero", budget=-1, **own)
    assert MeasureFactory(budget=0, **own).budget == 0


def test_a_title_stands_once_for_an_objective_and_organisation_in_each_language():
    measure = MeasureFactory(title_nl="Taalbad", title_en="")
    own = {"objective": measure.objective, "organisation": measure.organisation}

    assert refused(MeasureFactory, "logged a measure with this title", title_nl="Taalbad", title_en="Other", **own)
    assert MeasureFactory(title_nl="Taalbad 2", title_en="", **own)
    assert MeasureFactory(title_nl="Taalbad", objective=measure.objective)


def test_a_measure_has_a_title_in_the_language_it_is_written_in():
    own = {"objective": ObjectiveFactory(), "organisation": OrganisationFactory()}
    assert refused(MeasureFactory, "a title in the language", language="fr", title_nl="Taalbad", **own)
    assert MeasureFactory(language="fr", title_fr="Bain de langue", **own)


@pytest.mark.parametrize("field", ["status", "publication"])
def test_an_unknown_state_is_refused(field):
    own = {"objective": ObjectiveFactory(), "organisation": OrganisationFactory()}
    assert refused(MeasureFactory, **{field: "perhaps"}, **own)


def test_a_plan_ends_after_it_starts():
    assert refused(ActionPlanFactory, "plan cannot end", ends_on="2020-01-01")


def test_a_domain_number_stands_once_in_a_plan():
    domain = DomainFactory()
    assert refused(DomainFactory, "has this number", plan=domain.plan, number=domain.number)
    assert DomainFactory(number=domain.number)


def test_an_action_belongs_to_a_domain_or_to_an_area():
    domain = DomainFactory()
    assert ActionFactory(domain=None, plan=domain.plan, area="digital")
    assert refused(ActionFactory, "one domain or to one area", domain=domain, area="digital")
    assert refused(ActionFactory, "one domain or to one area", domain=None, plan=domain.plan, area="")


def test_a_contact_can_be_reached():
    own = {"organisation": OrganisationFactory()}
    assert ContactFactory(email="", phone="+32 9 000 00 00", **own)
    assert refused(ContactFactory, "e-mail address, a telephone", email="", **own)


def test_a_kpi_says_what_it_counts_and_promises_a_number():
    measure = MeasureFactory()
    assert refused(KpiFactory, "what is counted", measure=measure, name_nl="")
    with pytest.raises(IntegrityError), transaction.atomic():
        KpiFactory(measure=measure, target=None)


def test_a_measure_reports_once_a_day_and_a_kpi_once_a_report():
    report = ReportFactory()
    assert refused(ReportFactory, "report of this day", measure=report.measure, reported_on=report.reported_on)
    value = ReportedValueFactory(kpi__measure=report.measure, report=report)
    assert refused(ReportedValueFactory, "has a value for this KPI", kpi=value.kpi, report=report)


def test_a_report_holds_no_value_of_another_measure():
    report = ReportFactory()
    own, other = KpiFactory(measure=report.measure), KpiFactory()

    ReportedValueFactory.build(report=report, kpi=own).clean()
    with pytest.raises(ValidationError, match=r"another measure|andere maatregel"):
        ReportedValueFactory.build(report=report, kpi=other).clean()


def test_the_latest_report_says_where_a_kpi_stands():
    kpi = KpiFactory(target=100)
    assert Kpi.objects.with_current().get().current is None

    for days, value in ((-1, 30), (-40, 80)):
        report = ReportFactory(measure=kpi.measure, reported_on=days_from_now(days))
        ReportedValueFactory(kpi=kpi, report=report, value=value)

    current = Kpi.objects.with_current().get()
    assert (current.current, current.current_on, current.attainment.percent) == (30, days_from_now(-1), 30)


def test_a_text_falls_back_to_the_language_it_was_written_in_and_says_so():
    measure = MeasureFactory.build(language="fr", title_nl="", title_en="", title_fr="Bain de langue", title_de="")
    with translation.override("de"):
        assert (measure.title, measure.title.language) == ("Bain de langue", "fr")
    measure.title_de = "Sprachbad"
    with translation.override("de"):
        assert (measure.title, measure.title.language) == ("Sprachbad", "de")


def test_the_public_sees_published_measures_only():
    for publication in Measure.Publication.values:
        MeasureFactory(publication=publication)
    assert [measure.publication for measure in Measure.objects.public()] == ["published"]


def test_a_measure_is_late_by_its_end_or_by_an_open_milestone_and_only_while_it_is_not_finished():
    late = MeasureFactory(late=True)
    behind = MilestoneFactory(due_on=days_from_now(-1)).measure
    MilestoneFactory(due_on=days_from_now(-1), done_on=days_from_now(-2))
    MilestoneFactory(due_on=days_from_now(0))
    MeasureFactory(late=True, done=True)
    on_schedule = MeasureFactory(ends_on=None, status="planned")

    today = timezone.localdate()
    assert set(Measure.objects.late_on(today)) == {late, behind}
    assert on_schedule in Measure.objects.on_schedule_on(today)
    assert late not in Measure.objects.on_schedule_on(today)
    for measure in Measure.objects.prefetch_related("milestones"):
        assert (measure.schedule_on(today) == "late") == (measure in {late, behind})


def test_a_running_measure_is_known_for_half_a_year_after_its_report_and_a_done_one_for_good():
    fresh = ReportFactory(reported_on=days_from_now(-183)).measure
    stale = ReportFactory(reported_on=days_from_now(-184)).measure
    finished = ReportFactory(measure__done=True, reported_on=days_from_now(-400)).measure
    silent = MeasureFactory(done=True)
    MeasureFactory(status="planned")

    today = timezone.localdate()
    assert set(Measure.objects.reported_on(today)) == {fresh, finished}
    assert set(Measure.objects.not_reported_on(today)) == {stale, silent}


def test_delivery_is_counted_per_objective_in_one_query(django_assert_num_queries):
    objective = ObjectiveFactory()
    MeasureFactory.create_batch(2, objective=objective)
    ReportFactory(measure__objective=objective, measure__done=True)
    MeasureFactory(objective=objective, status="stopped")
    MeasureFactory(objective=objective, late=True)

    with django_assert_num_queries(1):
        delivery = Measure.objects.public().delivery("objective", timezone.localdate())[objective.pk]

    assert (delivery.running, delivery.done, delivery.stopped, delivery.late) == (3, 1, 1, 1)
    assert delivery.known.part == 1


def test_a_list_shows_the_measures_changed_last_in_two_queries(django_assert_num_queries):
    _first, second, third = MeasureFactory.create_batch(3)
    MeasureFactory(draft=True)
    second.save()

    with django_assert_num_queries(2):
        listed = list(Measure.objects.public()[:2].for_list())
        assert all(measure.objective.domain and not measure.milestones.all() for measure in listed)

    assert listed == [second, third]


def test_a_place_holds_the_measures_of_all_places_in_it():
    province = TerritoryFactory(code="BE23", level="province")
    town, other = TerritoryFactory(parent=province), TerritoryFactory()
    province.refresh_from_db()
    inside = MeasureFactory(organisation__territory=town)
    MeasureFactory(organisation__territory=other)

    assert list(Measure.objects.within(province)) == [inside]


def test_staff_may_change_what_their_own_organisation_logged_and_curators_all():
    clerk, curator, visitor = UserFactory(), UserFactory(curator=True), UserFactory(visitor=True)
    own, other = MeasureFactory(organisation=clerk.organisation), MeasureFactory()

    assert list(Measure.objects.editable_by(clerk)) == [own]
    assert set(Measure.objects.editable_by(curator)) == {own, other}
    assert not Measure.objects.editable_by(visitor)


def test_an_indicator_names_its_dataset_and_itself():
    own = {"domain": DomainFactory()}
    assert refused(IndicatorFactory, "Name the dataset", by_citizenship="", **own)
    assert refused(IndicatorFactory, "name in at least one language", name_nl="", **own)
    assert IndicatorFactory(by_citizenship="", by_birth="lfsa_ergacob", domain=None).datasets == {
        "birth": "lfsa_ergacob"
    }


def test_only_shares_differ_by_percentage_points():
    own = {"domain": DomainFactory()}
    assert refused(IndicatorFactory, "Only shares in percent", unit="EUR", comparison="points", **own)
    assert IndicatorFactory(unit="EUR", comparison="ratio", **own)


@pytest.mark.parametrize("selection", [["age"], {"age": 15}, "age"])
def test_an_indicator_reads_one_code_of_each_dimension(selection):
    indicator = IndicatorFactory.build(selection=selection)
    with translation.override("en"), pytest.raises(ValidationError, match="one code for each dimension"):
        indicator.clean_fields(exclude=["domain"])
    IndicatorFactory.build(selection={"age": "Y15-64"}).clean_fields(exclude=["domain"])


def test_a_value_of_an_indicator_stands_once():
    value = IndicatorValueFactory()
    same = {"indicator": value.indicator, "territory": value.territory}
    assert refused(IndicatorValueFactory, "already", **same)
    for other in ({"period": "2023"}, {"group": "native"}, {"sex": "F"}, {"by": "birth"}):
        assert IndicatorValueFactory(**same, **other)


@pytest.mark.parametrize("period", ["2024", "2024-03", "2024-12"])
def test_a_value_is_of_a_year_or_a_month(period):
    value = IndicatorValueFactory(period=period)
    same = {"indicator": value.indicator, "territory": value.territory}
    for wrong in ("2024-", "2024-13", "24", "20-2024"):
        assert refused(IndicatorValueFactory, "Give a year", period=wrong, **same)


@pytest.mark.parametrize("field", ["by", "group", "sex"])
def test_an_unknown_group_is_refused(field):
    own = {"indicator": IndicatorFactory(), "territory": TerritoryFactory()}
    assert refused(IndicatorValueFactory, **{field: "x"}, **own)
