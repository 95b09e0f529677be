"""A measure goes to another objective, and its history says from where and why."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from domains.models import Measure
from partnerships.changes import because
from partnerships.models import Organisation

MOVED = gettext_noop("moved from %(code)s.")


def move(measure, objective, user, why=""):
    """Make `objective` the main one; raise PermissionDenied or ValidationError when that cannot be."""
    with transaction.atomic():
        # One at a time: of two that get the same title under one objective, the second gets the sentence of the rule.
        Organisation.objects.select_for_update(no_key=True).get(pk=measure.organisation_id)
        now = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
        if not now.may_be_changed_by(user):
            raise PermissionDenied(_("it is published: an approver of its organisation changes it"))
        former, now.objective = now.objective, objective
        if former == objective:
            raise ValidationError(_("it is there already"))
        if former.domain.plan_id != objective.domain.plan_id and now.reports.filter(round__isnull=False).exists():
            raise ValidationError(_("it has reports in the rounds of its own plan: carry it over as a draft instead"))
        now.validate_constraints()
        now.version = F("version") + 1
        now._change_reason = because(MOVED, why, code=former.code)
        now.save()
        now.further_objectives.remove(objective)
