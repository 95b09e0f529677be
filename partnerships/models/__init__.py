"""WHO and WHERE: places, the organisations that act in them, their partnerships and the meetings in which they talk."""

from partnerships.events import Event
from partnerships.links import Link
from partnerships.models.dialogue import Conclusion, Dialogue, DialogueDocument
from partnerships.models.organisation import Logo, Organisation
from partnerships.models.partnership import Membership, Partnership, PartnershipRound
from partnerships.models.territory import Boundary, Territory
from partnerships.visits import VisitFile, Visits

__all__ = [
    "Boundary",
    "Conclusion",
    "Dialogue",
    "DialogueDocument",
    "Event",
    "Link",
    "Logo",
    "Membership",
    "Organisation",
    "Partnership",
    "PartnershipRound",
    "Territory",
    "VisitFile",
    "Visits",
]
