"""The plan and what is done for it, for machines: open data, read-only."""

from domains.api.correction import CorrectionViewSet
from domains.api.dialogue import DialogueViewSet
from domains.api.indicator import IndicatorValueViewSet, IndicatorViewSet
from domains.api.measure import MeasureViewSet, ReportViewSet
from domains.api.partnership import PartnershipViewSet
from domains.api.plan import (
    ActionViewSet,
    ContactViewSet,
    DocumentViewSet,
    DomainViewSet,
    ObjectiveViewSet,
    PlanViewSet,
    TargetGroupViewSet,
)
from domains.api.progress import ProgressViewSet
from domains.api.question import AnswerViewSet, QuestionViewSet
from domains.api.rounds import RoundViewSet

COLLECTIONS = {
    "plans": PlanViewSet,
    "domains": DomainViewSet,
    "objectives": ObjectiveViewSet,
    "actions": ActionViewSet,
    "target-groups": TargetGroupViewSet,
    "measures": MeasureViewSet,
    "partnerships": PartnershipViewSet,
    "reports": ReportViewSet,
    "rounds": RoundViewSet,
    "progress": ProgressViewSet,
    "dialogues": DialogueViewSet,
    "questions": QuestionViewSet,
    "answers": AnswerViewSet,
    "corrections": CorrectionViewSet,
    "documents": DocumentViewSet,
    "contacts": ContactViewSet,
    "indicators": IndicatorViewSet,
    "indicator-values": IndicatorValueViewSet,
}

__all__ = ["COLLECTIONS"]
