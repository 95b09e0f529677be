"""WHAT: the plan, what it wants to reach, and what organisations do for it."""

from domains.models.correction import AnswerAddress, Correction
from domains.models.dialogue import DialogueSubject, FollowUp
from domains.models.follow import Follow, Follower
from domains.models.indicator import Indicator, IndicatorValue
from domains.models.measure import Measure
from domains.models.plan import Action, ActionPlan, Domain, Objective
from domains.models.promise import Kpi, Milestone
from domains.models.question import Answer, Question
from domains.models.reading import Contact, Document
from domains.models.reminder import Reminder
from domains.models.report import Report, ReportedValue, ReportingRound
from domains.models.served import ServedObjective
from domains.models.spreadsheet import ImportedRow, SpreadsheetImport
from domains.models.target_group import TargetGroup

__all__ = [
    "Action",
    "ActionPlan",
    "Answer",
    "AnswerAddress",
    "Contact",
    "Correction",
    "DialogueSubject",
    "Document",
    "Domain",
    "Follow",
    "FollowUp",
    "Follower",
    "ImportedRow",
    "Indicator",
    "IndicatorValue",
    "Kpi",
    "Measure",
    "Milestone",
    "Objective",
    "Question",
    "Reminder",
    "Report",
    "ReportedValue",
    "ReportingRound",
    "ServedObjective",
    "SpreadsheetImport",
    "TargetGroup",
]
