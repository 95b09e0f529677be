"""The back office of the work: clerks log measures and reports, curators keep the plan."""

from domains.admin.contact import ContactAdmin
from domains.admin.correction import CorrectionAdmin
from domains.admin.dialogue import ConclusionAdmin, DialogueAdmin
from domains.admin.indicator import IndicatorAdmin, IndicatorValueAdmin
from domains.admin.measure import MeasureAdmin
from domains.admin.partnership import PartnershipAdmin, PartnershipRoundAdmin
from domains.admin.plan import ActionAdmin, ActionPlanAdmin, DocumentAdmin, DomainAdmin, ObjectiveAdmin
from domains.admin.question import AnswerAdmin, QuestionAdmin
from domains.admin.report import ReportAdmin
from domains.admin.rounds import ReportingRoundAdmin
from domains.admin.target_group import TargetGroupAdmin

__all__ = [
    "ActionAdmin",
    "ActionPlanAdmin",
    "AnswerAdmin",
    "ConclusionAdmin",
    "ContactAdmin",
    "CorrectionAdmin",
    "DialogueAdmin",
    "DocumentAdmin",
    "DomainAdmin",
    "IndicatorAdmin",
    "IndicatorValueAdmin",
    "MeasureAdmin",
    "ObjectiveAdmin",
    "PartnershipAdmin",
    "PartnershipRoundAdmin",
    "QuestionAdmin",
    "ReportAdmin",
    "ReportingRoundAdmin",
    "TargetGroupAdmin",
]
