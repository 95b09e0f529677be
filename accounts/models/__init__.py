"""STAFF and VISITORS WITH AN ACCOUNT."""

from accounts.models.invitation import Invitation
from accounts.models.staff_rule import StaffRule
from accounts.models.user import User, site_language

__all__ = ["Invitation", "StaffRule", "User", "site_language"]
