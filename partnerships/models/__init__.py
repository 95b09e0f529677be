"""WHO and WHERE: places and the organisations that act in them."""

from partnerships.events import Event
from partnerships.links import Link
from partnerships.models.organisation import Logo, Organisation
from partnerships.models.territory import Boundary, Territory

__all__ = ["Boundary", "Event", "Link", "Logo", "Organisation", "Territory"]
