"""Staff who sign in through their own organisation: what the other side says of them, and what they may do here."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class StaffRuleQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Return the rules that hold on a day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def for_claims(self, claims, day):
        """Return the rules that hold on a day for who comes with these claims."""
        rules = self.valid_on(day).select_related("organisation")
        return [rule for rule in rules if rule.value in as_list(claims.get(rule.claim))]


def as_list(claim):
    """Return the values of a claim, which may have one, many or none."""
    return [str(value) for value in (claim if isinstance(claim, list) else [claim]) if value is not None]


class StaffRule(models.Model):
    """Who signs in with a claim works for an organisation, in a role. Nobody becomes a curator that way."""

    claim = models.CharField(
        _("claim"), max_length=80, help_text=_("The name of what the sign-in says, for example vo_orgcode.")
    )
    value = models.CharField(
        _("value"), max_length=200, help_text=_("What it has to say, letter for letter, for example OVO002949.")
    )
    organisation = models.ForeignKey(
        "partnerships.Organisation",
        models.CASCADE,
        related_name="staff_rules",
        verbose_name=_("organisation"),
        help_text=_("The organisation that these people work for."),
    )
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=[(role.value, role.label) for role in (User.Role.CONTRIBUTOR, User.Role.APPROVER)],
        default=User.Role.CONTRIBUTOR,
        help_text=_("A contributor logs and reports; an approver also publishes what colleagues submit."),
    )
    valid_from = models.DateField(
        _("valid from"), default=timezone.localdate, help_text=_("The first day on which it holds.")
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day on which it holds. It stays in the list.")
    )

    objects = StaffRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of sign-in")
        verbose_name_plural = _("rules of sign-in")
        ordering = ["organisation", "role", "claim", "value"]
        constraints = [
            models.CheckConstraint(name="staff_rule_is_for_staff", condition=Q(role__in=["contributor", "approver"])),
            models.CheckConstraint(
                name="staff_rule_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("What holds cannot end before it begins."),
            ),
            models.UniqueConstraint(
                name="staff_rule_once",
                fields=["claim", "value", "organisation", "valid_from"],
                violation_error_message=_(
                    "There is a rule for this claim and this organisation from that day already."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.claim}: {self.value}"
