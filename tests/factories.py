"""One factory per model: the least that the database accepts. A test states only what matters to it."""

import datetime

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Invitation, StaffRule, User
from domains.models import (
    Action,
    ActionPlan,
    Answer,
    AnswerAddress,
    Contact,
    Correction,
    DialogueSubject,
    Document,
    Domain,
    Follow,
    Follower,
    FollowUp,
    ImportedRow,
    Indicator,
    IndicatorValue,
    Kpi,
    Measure,
    Milestone,
    Objective,
    Question,
    Reminder,
    Report,
    ReportedValue,
    ReportingRound,
    ServedObjective,
    SpreadsheetImport,
    TargetGroup,
)
from funding.models import (
    Allocation,
    Application,
    AskedKpi,
    Call,
    CofinancingRate,
    CommonIndicator,
    Consultation,
    Contribution,
    DutyDone,
    Fund,
    FundFact,
    FundRule,
    MeasureAnswers,
    Obligation,
    Operation,
    OperationList,
    Programme,
    RegionCategory,
)
from partnerships.logos import drawn_anew
from partnerships.models import (
    Boundary,
    Conclusion,
    Dialogue,
    DialogueDocument,
    Event,
    Link,
    Logo,
    Membership,
    Organisation,
    Partnership,
    PartnershipRound,
    Territory,
    VisitFile,
    Visits,
)
from tests.pictures import picture_file

PASSWORD = "correct horse battery staple"


def days_from_now(days):
    return timezone.localdate() + datetime.timedelta(days=days)


class TerritoryFactory(DjangoModelFactory):
    class Meta:
        model = Territory

    class Params:
        former = factory.Trait(level=Territory.Level.FORMER, merged_on=datetime.date(2025, 1, 1), population=None)

    code = factory.Sequence(lambda n: f"{70000 + n}")
    level = Territory.Level.MUNICIPALITY
    parent = None
    name_nl = factory.LazyAttribute(lambda place: f"Gemeente {place.code}")
    latitude = "51.0500"
    longitude = "3.7200"
    population = 20_000
    population_year = 2020
    source = "Statbel"
    checked_on = datetime.date(2026, 11, 23)

    path = factory.LazyAttributeSequence(
        lambda place, n: f"{place.parent.path if place.parent else ''}{n % 9999 + 1:04}"
    )


class BoundaryFactory(DjangoModelFactory):
    """A square of ten pixels, where the number of boundaries made so far puts it."""

    class Meta:
        model = Boundary

    territory = factory.SubFactory(TerritoryFactory)
    left = factory.Sequence(lambda n: 800.0 + 10 * n)
    top = -11_900.0
    right = factory.LazyAttribute(lambda border: border.left + 10)
    bottom = -11_890.0
    path = factory.LazyAttribute(lambda border: f"M{border.left:.0f}-11900l10 0 0 10-10 0z")
    attribution = "© Testmakers"
    source = "test.geojson"


class LinkFactory(DjangoModelFactory):
    """A link that is there, or that is dead."""

    class Meta:
        model = Link

    class Params:
        dead = factory.Trait(came=Link.Came.GONE, failing_since=factory.LazyFunction(lambda: days_from_now(-1)))

    address = factory.Sequence(lambda n: f"https://example.org/{n}")
    looked_on = factory.LazyFunction(timezone.localdate)
    came = Link.Came.THERE


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name_nl = factory.LazyAttribute(lambda organisation: f"Stad {organisation.slug}")
    territory = factory.SubFactory(TerritoryFactory)


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    slug = factory.Sequence(lambda n: f"partnership-{n}")
    name_nl = factory.LazyAttribute(lambda partnership: f"Partnerschap {partnership.slug}")
    level = "local"


class PartnershipRoundFactory(DjangoModelFactory):
    class Meta:
        model = PartnershipRound

    slug = factory.Sequence(lambda n: f"round-{n}")
    name_nl = factory.LazyAttribute(lambda held: f"Ronde {held.slug}")
    starts_on = datetime.date(2024, 10, 1)
    ends_on = datetime.date(2025, 9, 30)


class MembershipFactory(DjangoModelFactory):
    """A lasting member."""

    class Meta:
        model = Membership

    partnership = factory.SubFactory(PartnershipFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class LogoFactory(DjangoModelFactory):
    """The colour of a logo makes it another one."""

    class Meta:
        model = Logo

    class Params:
        colour = (160, 30, 60)

    organisation = factory.SubFactory(OrganisationFactory)

    @classmethod
    def _adjust_kwargs(cls, colour, **kwargs):
        return drawn_anew(picture_file(colour=colour)) | kwargs


class UserFactory(DjangoModelFactory):
    """A clerk: a contributor of an organisation. `approver`, `curator` and `visitor` are other people."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        approver = factory.Trait(role=User.Role.APPROVER)
        curator = factory.Trait(role=User.Role.CURATOR, organisation=None)
        visitor = factory.Trait(role=User.Role.VISITOR, organisation=None)

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = "Fatma De Smet"
    role = User.Role.CONTRIBUTOR
    organisation = factory.SubFactory(OrganisationFactory)
    password = factory.django.Password(PASSWORD)
    address = factory.RelatedFactory("tests.factories.EmailAddressFactory", factory_related_name="user")


class EmailAddressFactory(DjangoModelFactory):
    """The address of an account, which its owner has proven."""

    class Meta:
        model = EmailAddress

    email = factory.SelfAttribute("user.email")
    verified = primary = True


class StaffRuleFactory(DjangoModelFactory):
    """Who comes from the organisation with this code is staff of it."""

    class Meta:
        model = StaffRule

    claim = "vo_orgcode"
    value = factory.Sequence(lambda n: f"OVO{n:06}")
    organisation = factory.SubFactory(OrganisationFactory)


class InvitationFactory(DjangoModelFactory):
    """An invitation in the making: `send()` mails it."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"new{n}@example.org")
    organisation = factory.SubFactory(OrganisationFactory)
    invited_by = factory.SubFactory(UserFactory, curator=True)


class ActionPlanFactory(DjangoModelFactory):
    class Meta:
        model = ActionPlan

    slug = factory.Sequence(lambda n: f"plan-{n}")
    title_nl = "Actieplan voor integratie en inclusie 2021-2027"
    title_en = "Action plan on Integration and Inclusion 2021-2027"
    starts_on = datetime.date(2021, 1, 1)
    ends_on = datetime.date(2027, 12, 31)
    position = factory.Sequence(lambda n: n + 1)


class DomainFactory(DjangoModelFactory):
    class Meta:
        model = Domain

    plan = factory.SubFactory(ActionPlanFactory)
    slug = factory.Sequence(lambda n: f"domain-{n}")
    number = factory.Sequence(lambda n: n + 1)
    title_nl = factory.LazyAttribute(lambda domain: f"Domein {domain.number}")
    title_en = factory.LazyAttribute(lambda domain: f"Domain {domain.number}")


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    domain = factory.SubFactory(DomainFactory)
    code = factory.Sequence(lambda n: f"X{n}")
    title_nl = factory.LazyAttribute(lambda objective: f"Doelstelling {objective.code}")
    title_en = factory.LazyAttribute(lambda objective: f"Objective {objective.code}")


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    domain = factory.SubFactory(DomainFactory)
    plan = factory.SelfAttribute("domain.plan")
    code = factory.Sequence(lambda n: f"EU-X-{n}")
    title_en = factory.LazyAttribute(lambda action: f"Action {action.code}")
    types = ["funding"]


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    plan = factory.SubFactory(ActionPlanFactory)
    slug = factory.Sequence(lambda n: f"document-{n}")
    kind = Document.Kind.REPORT
    title_en = factory.LazyAttribute(lambda document: f"Report {document.slug}")
    url = "https://example.org/report"


class ContactFactory(DjangoModelFactory):
    """A service, with the name of a person who agreed."""

    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    role_nl = "Dienst Samenleven"
    email = "samenleven@example.org"
    name = "Fatma De Smet"
    consented_on = factory.LazyFunction(timezone.localdate)


class IndicatorFactory(DjangoModelFactory):
    """A share of people, higher is better, in a slice of one dataset by citizenship."""

    class Meta:
        model = Indicator

    slug = factory.Sequence(lambda n: f"indicator-{n}")
    domain = factory.SubFactory(DomainFactory)
    name_nl = factory.LazyAttribute(lambda indicator: f"Graad {indicator.slug}")
    better = Indicator.Better.UP
    comparison = Indicator.Comparison.POINTS
    family = Indicator.Family.ZARAGOZA
    by_citizenship = factory.LazyAttribute(lambda indicator: indicator.slug.replace("-", "_"))
    selection = {"age": "Y15-64", "unit": "PC"}


class IndicatorValueFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorValue

    indicator = factory.SubFactory(IndicatorFactory)
    territory = factory.SubFactory(TerritoryFactory, level="country")
    by = IndicatorValue.By.CITIZENSHIP
    group = IndicatorValue.Group.FOREIGN
    period = "2024"
    value = "61.0"
    dataset = factory.SelfAttribute("indicator.by_citizenship")


class TargetGroupFactory(DjangoModelFactory):
    class Meta:
        model = TargetGroup

    slug = factory.Sequence(lambda n: f"group-{n}")
    name_nl = factory.LazyAttribute(lambda group: f"Groep {group.slug}")
    name_en = factory.LazyAttribute(lambda group: f"Group {group.slug}")


class ServedObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = ServedObjective

    partnership = factory.SubFactory(PartnershipFactory)
    objective = factory.SubFactory(ObjectiveFactory)


class MeasureFactory(DjangoModelFactory):
    """A published, running measure on schedule. Traits: `draft`, `done`, `late`."""

    class Meta:
        model = Measure

    class Params:
        draft = factory.Trait(publication=Measure.Publication.DRAFT)
        done = factory.Trait(status=Measure.Status.DONE)
        late = factory.Trait(ends_on=factory.LazyFunction(lambda: days_from_now(-1)))

    objective = factory.SubFactory(ObjectiveFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    territory = factory.SelfAttribute("organisation.territory")
    language = "nl"
    title_nl = factory.Sequence(lambda n: f"Taalbuddy's {n}")
    title_en = factory.Sequence(lambda n: f"Language buddies {n}")
    status = Measure.Status.RUNNING
    publication = Measure.Publication.PUBLISHED
    starts_on = factory.LazyFunction(lambda: days_from_now(-100))
    ends_on = factory.LazyFunction(lambda: days_from_now(100))
    budget = 50_000


class KpiFactory(DjangoModelFactory):
    class Meta:
        model = Kpi

    measure = factory.SubFactory(MeasureFactory)
    name_nl = "bereikte personen"
    target = 100


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    measure = factory.SubFactory(MeasureFactory)
    title = "Eerste groep gestart"
    due_on = factory.LazyFunction(lambda: days_from_now(10))


class ReportingRoundFactory(DjangoModelFactory):
    """A round of the half year before, with ten days to go. Traits: `due` (its deadline was yesterday), `closed`."""

    class Meta:
        model = ReportingRound

    class Params:
        due = factory.Trait(deadline=factory.LazyFunction(lambda: days_from_now(-1)))
        closed = factory.Trait(
            deadline=factory.LazyFunction(lambda: days_from_now(-1)), closed_at=factory.LazyFunction(timezone.now)
        )

    plan = factory.SubFactory(ActionPlanFactory)
    starts_on = factory.LazyFunction(lambda: days_from_now(-200))
    ends_on = factory.LazyFunction(lambda: days_from_now(-20))
    opens_on = factory.LazyFunction(lambda: days_from_now(-19))
    deadline = factory.LazyFunction(lambda: days_from_now(10))


class ReportFactory(DjangoModelFactory):
    """A report that counts. Trait: `draft`."""

    class Meta:
        model = Report

    class Params:
        draft = factory.Trait(review=Report.Review.DRAFT, approved_on=None)

    measure = factory.SubFactory(MeasureFactory)
    reported_on = factory.LazyFunction(timezone.localdate)
    narrative = "Goede opkomst."
    review = Report.Review.APPROVED
    approved_on = factory.SelfAttribute("reported_on")


class ReportedValueFactory(DjangoModelFactory):
    class Meta:
        model = ReportedValue

    kpi = factory.SubFactory(KpiFactory)
    report = factory.SubFactory(ReportFactory, measure=factory.SelfAttribute("..kpi.measure"))
    value = 40


class VisitsFactory(DjangoModelFactory):
    """How often pages about measures were shown on a day."""

    class Meta:
        model = Visits

    day = factory.LazyFunction(timezone.localdate)
    kind = "measures"
    language = "nl"
    number = 3


class VisitFileFactory(DjangoModelFactory):
    class Meta:
        model = VisitFile

    name = factory.Sequence(lambda n: f"2026-01-01-{n:08}")


class CorrectionFactory(DjangoModelFactory):
    """What a reader reported of a measure, and nobody has looked at yet."""

    class Meta:
        model = Correction

    class Params:
        answered = factory.Trait(
            state=Correction.State.CORRECTED, answer="Verbeterd.", answered_on=factory.LazyFunction(timezone.localdate)
        )

    page = "/measures/"
    measure = factory.SubFactory(MeasureFactory)
    message = factory.Sequence(lambda n: f"Er staat een fout op deze pagina, in regel {n}.")
    language = "nl"


class AnswerAddressFactory(DjangoModelFactory):
    class Meta:
        model = AnswerAddress

    correction = factory.SubFactory(CorrectionFactory)
    email = "lezer@example.org"


class ReminderFactory(DjangoModelFactory):
    """A reminder that was sent."""

    class Meta:
        model = Reminder

    person = factory.SubFactory(UserFactory)
    round = factory.SubFactory(ReportingRoundFactory)
    stage = Reminder.Stage.MONTH
    claimed_at = sent_at = factory.LazyFunction(timezone.now)


class FundFactory(DjangoModelFactory):
    class Meta:
        model = Fund

    slug = factory.Sequence(lambda n: f"fund-{n}")
    role = Fund.Role.MAIN
    abbreviation_nl = abbreviation_en = abbreviation_fr = abbreviation_de = factory.LazyAttribute(
        lambda fund: fund.slug.upper()
    )
    name_nl = name_en = name_fr = name_de = factory.LazyAttribute(lambda fund: f"Fund {fund.slug}")
    starts_on = datetime.date(2021, 1, 1)
    ends_on = datetime.date(2027, 12, 31)
    management = ["shared"]


class FundFactFactory(DjangoModelFactory):
    class Meta:
        model = FundFact

    fund = factory.SubFactory(FundFactory)
    slug = factory.Sequence(lambda n: f"fact-{n}")
    kind = FundFact.Kind.SUPPORTS
    text_en = "Language courses"
    article = "Annex III, 3(h)"


class AllocationFactory(DjangoModelFactory):
    class Meta:
        model = Allocation

    measure = factory.SubFactory(MeasureFactory)
    fund = factory.SubFactory(FundFactory)
    amount = 10_000


class ApplicationFactory(DjangoModelFactory):
    """An application that waits for an answer. Traits: `idea`, `granted`, `paid`, `refused`, `withdrawn`, `listed`."""

    class Meta:
        model = Application

    class Params:
        idea = factory.Trait(applied_on=None)
        granted = factory.Trait(granted_on=factory.LazyFunction(lambda: days_from_now(-100)), granted_eur=8_000)
        paid = factory.Trait(granted=True, paid_on=factory.LazyFunction(lambda: days_from_now(-10)), paid_eur=7_000)
        refused = factory.Trait(
            refused_on=factory.LazyFunction(lambda: days_from_now(-90)), refusal=Application.Refusal.QUALITY
        )
        withdrawn = factory.Trait(withdrawn_on=factory.LazyFunction(lambda: days_from_now(-20)))
        listed = factory.Trait(
            granted=True, eligible_eur=16_000, intervention=157
        )  # all that a list of operations asks

    measure = factory.SubFactory(MeasureFactory)
    fund = factory.SubFactory(FundFactory)
    applied_on = factory.LazyFunction(lambda: days_from_now(-200))
    asked_eur = 10_000


class CallFactory(DjangoModelFactory):
    """A call that is open until next month. Traits: `announced`, `continuous`, `closed`."""

    class Meta:
        model = Call

    class Params:
        announced = factory.Trait(opens_at=factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=10)))
        continuous = factory.Trait(deadline=None)
        closed = factory.Trait(deadline=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=10)))

    code = factory.Sequence(lambda n: f"call-{n}")
    fund = factory.SubFactory(FundFactory)
    territory = factory.SubFactory(TerritoryFactory)
    title_nl = factory.LazyAttribute(lambda call: f"Oproep {call.code}")
    title_en = factory.LazyAttribute(lambda call: f"Call {call.code}")
    objective_nl = "Integratie van nieuwkomers"
    objective_en = "Integration of newcomers"
    amount = 1_000_000
    opens_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=30))
    deadline = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=30))
    source = "the managing authority's site"
    checked_on = factory.LazyFunction(timezone.localdate)


class EventFactory(DjangoModelFactory):
    """A call that is new."""

    class Meta:
        model = Event

    kind = "call_new"
    subject = factory.SubFactory(CallFactory)


class FollowerFactory(DjangoModelFactory):
    """Somebody with an account; trait: `by_mail`, an address without one."""

    class Meta:
        model = Follower

    class Params:
        by_mail = factory.Trait(
            user=None,
            email=factory.Sequence(lambda n: f"follower-{n}@example.org"),
            confirmed_at=factory.LazyFunction(timezone.now),
        )

    user = factory.SubFactory("tests.factories.UserFactory", visitor=True)
    language = "en"


class FollowFactory(DjangoModelFactory):
    """A domain that somebody follows: `domain=housing`."""

    class Meta:
        model = Follow

    follower = factory.SubFactory(FollowerFactory)
    query = factory.LazyFunction(lambda: f"domain={DomainFactory().slug}")


class FundRuleFactory(DjangoModelFactory):
    """A rule that speaks for a fund, for language courses. Trait: `excludes`."""

    class Meta:
        model = FundRule

    class Params:
        excludes = factory.Trait(effect=FundRule.Effect.EXCLUDES)

    fund = factory.SubFactory(FundFactory)
    slug = factory.Sequence(lambda n: f"rule-{n}")
    effect = FundRule.Effect.CORE
    text_nl = factory.LazyAttribute(lambda rule: f"Omdat regel {rule.slug} het zegt")
    text_en = factory.LazyAttribute(lambda rule: f"Because rule {rule.slug} says so")
    type = ["language_orientation"]
    article = "Art. 3"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    fund = factory.SubFactory(FundFactory)
    slug = factory.Sequence(lambda n: f"programme-{n}")
    territory = factory.SubFactory(TerritoryFactory)
    name_nl = factory.LazyAttribute(lambda programme: f"Programma {programme.slug}")
    name_en = factory.LazyAttribute(lambda programme: f"Programme {programme.slug}")
    covers_integration = True


class RegionCategoryFactory(DjangoModelFactory):
    class Meta:
        model = RegionCategory

    territory = factory.SubFactory(TerritoryFactory)
    category = "transition"
    valid_from = datetime.date(2021, 1, 1)


class CofinancingRateFactory(DjangoModelFactory):
    class Meta:
        model = CofinancingRate

    fund = factory.SubFactory(FundFactory)
    slug = factory.Sequence(lambda n: f"rate-{n}")
    text_nl = text_en = factory.LazyAttribute(lambda rate: f"Case {rate.slug}")
    rate = 60
    article = "CPR 112(3)(c)"


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = Obligation
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"duty-{n}")
    text_nl = text_en = factory.LazyAttribute(lambda duty: f"Duty {duty.slug}")
    article = "CPR 50(1)"

    @factory.post_generation
    def funds(self, create, funds, **kwargs):
        self.funds.set(funds or [])


class CommonIndicatorFactory(DjangoModelFactory):
    class Meta:
        model = CommonIndicator

    fund = factory.SubFactory(FundFactory)
    slug = factory.Sequence(lambda n: f"count-{n}")
    name_nl = name_en = factory.LazyAttribute(lambda indicator: f"Number {indicator.slug}")
    article = "Annex VIII"


class DialogueFactory(DjangoModelFactory):
    """A meeting in ten days that everybody may know of. Traits: `past`, `concluded` (past too), `draft`."""

    class Meta:
        model = Dialogue

    class Params:
        draft = factory.Trait(publication=Dialogue.Publication.DRAFT)
        past = factory.Trait(starts_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=10)))
        concluded = factory.Trait(past=True, conclusions_are_public=True)

    slug = factory.Sequence(lambda n: f"dialogue-{n}")
    title_nl = factory.LazyAttribute(lambda dialogue: f"Overleg {dialogue.slug}")
    title_en = factory.LazyAttribute(lambda dialogue: f"Talks {dialogue.slug}")
    organisation = factory.SubFactory(OrganisationFactory)
    territory = factory.SelfAttribute("organisation.territory")
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=10))
    publication = Dialogue.Publication.PUBLISHED


class ConclusionFactory(DjangoModelFactory):
    class Meta:
        model = Conclusion

    dialogue = factory.SubFactory(DialogueFactory, concluded=True)
    text_nl = "Taallessen ook 's avonds."


class DialogueDocumentFactory(DjangoModelFactory):
    class Meta:
        model = DialogueDocument

    dialogue = factory.SubFactory(DialogueFactory)
    title = "Verslag"
    url = "https://example.org/verslag.pdf"


class DialogueSubjectFactory(DjangoModelFactory):
    class Meta:
        model = DialogueSubject

    dialogue = factory.SubFactory(DialogueFactory)
    objective = factory.SubFactory(ObjectiveFactory)


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    conclusion = factory.SubFactory(ConclusionFactory)
    text_nl = "Begonnen in het najaar."


class QuestionFactory(DjangoModelFactory):
    """A question that one can answer now. Traits: `draft`, `closed`, `announced`."""

    class Meta:
        model = Question

    class Params:
        draft = factory.Trait(publication=Question.Publication.DRAFT)
        announced = factory.Trait(opens_on=factory.LazyFunction(lambda: days_from_now(5)))
        closed = factory.Trait(closes_on=factory.LazyFunction(lambda: days_from_now(-1)))

    slug = factory.Sequence(lambda n: f"question-{n}")
    title_nl = factory.LazyAttribute(lambda question: f"Wat ontbreekt er, {question.slug}?")
    title_en = factory.LazyAttribute(lambda question: f"What is missing, {question.slug}?")
    organisation = factory.SubFactory(OrganisationFactory)
    opens_on = factory.LazyFunction(lambda: days_from_now(-10))
    closes_on = factory.LazyFunction(lambda: days_from_now(10))
    publication = Question.Publication.PUBLISHED


class AnswerFactory(DjangoModelFactory):
    """An answer that everybody reads. Traits: `waiting`, `refused`."""

    class Meta:
        model = Answer

    class Params:
        waiting = factory.Trait(state=Answer.State.WAITING, decided_on=None)
        refused = factory.Trait(state=Answer.State.REFUSED, reason="Reclame")

    question = factory.SubFactory(QuestionFactory)
    text = factory.Sequence(lambda n: f"Een lokaal, liefst nummer {n}.")
    language = "nl"
    state = Answer.State.RELEASED
    decided_on = factory.LazyFunction(timezone.localdate)


class ConsultationFactory(DjangoModelFactory):
    """A consultation that one can answer now. Traits: `announced`, `closed`."""

    class Meta:
        model = Consultation

    class Params:
        announced = factory.Trait(opens_on=factory.LazyFunction(lambda: days_from_now(10)))
        closed = factory.Trait(closes_on=factory.LazyFunction(lambda: days_from_now(-1)))

    slug = factory.Sequence(lambda n: f"consultation-{n}")
    fund = factory.SubFactory(FundFactory)
    stage = Consultation.Stage.PREPARATION
    title_nl = factory.LazyAttribute(lambda consultation: f"Bevraging {consultation.slug}")
    title_en = factory.LazyAttribute(lambda consultation: f"Survey {consultation.slug}")
    question_nl = "Wat moet anders?"
    opens_on = factory.LazyFunction(lambda: days_from_now(-30))


class ContributionFactory(DjangoModelFactory):
    """What an organisation answered, approved. Trait: `draft`."""

    class Meta:
        model = Contribution

    class Params:
        draft = factory.Trait(review=Contribution.Review.DRAFT)

    consultation = factory.SubFactory(ConsultationFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    text = "Minder formulieren."
    review = Contribution.Review.APPROVED


class DutyDoneFactory(DjangoModelFactory):
    class Meta:
        model = DutyDone

    measure = factory.SubFactory(MeasureFactory)
    obligation = factory.SubFactory(ObligationFactory)
    done_on = factory.LazyFunction(lambda: days_from_now(-10))


class AskedKpiFactory(DjangoModelFactory):
    class Meta:
        model = AskedKpi

    kpi = factory.SubFactory(KpiFactory)
    indicator = factory.SubFactory(CommonIndicatorFactory)


class OperationListFactory(DjangoModelFactory):
    class Meta:
        model = OperationList

    slug = factory.Sequence(lambda n: f"list-{n}")
    name = factory.LazyAttribute(lambda source: f"Lijst {source.slug}")
    columns = factory.LazyFunction(lambda: {"title": "Project", "beneficiary": "Promotor", "total_cost": "Kost"})
    country = "BE"
    currency = "EUR"
    language = "nl"
    source = "the managing authority's site"


class OperationFactory(DjangoModelFactory):
    class Meta:
        model = Operation

    source_list = factory.SubFactory(OperationListFactory)
    code = factory.Sequence(lambda n: f"operation-{n}")
    title = factory.LazyAttribute(lambda operation: f"Taallessen {operation.code}")
    beneficiary = "Stad Gent"
    beneficiary_kind = "organisation"
    summary = "Nederlands voor nieuwkomers"
    starts_on = datetime.date(2016, 1, 1)
    total_cost = "100000.00"
    currency = "EUR"
    country = "BE"


class MeasureAnswersFactory(DjangoModelFactory):
    class Meta:
        model = MeasureAnswers

    measure = factory.SubFactory(MeasureFactory)


class SpreadsheetImportFactory(DjangoModelFactory):
    """A file with one row that nobody has looked at yet."""

    class Meta:
        model = SpreadsheetImport

    organisation = factory.SubFactory(OrganisationFactory)
    by = factory.SubFactory(UserFactory, organisation=factory.SelfAttribute("..organisation"), approver=True)
    language = "nl"
    name = "maatregelen.csv"
    file = b"title_nl;objective;starts_on\r\nTaalklas;E1;1/9/2026\r\n"


class ImportedRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportedRow

    imported = factory.SubFactory(SpreadsheetImportFactory)
    number = factory.Sequence(lambda n: n + 2)
    measure = factory.SubFactory(MeasureFactory)
    version = 1
