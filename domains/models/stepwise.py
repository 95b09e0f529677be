"""What measures and reports share: they go to the public step by step, under four eyes."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from domains import publication


class Stepwise(models.Model):
    """A record of an organisation (`owner`, `owner_id`) with a state that only a step changes.

    `STEPS` are the steps there are (`domains.publication`), `STATE` is the column of the state.
    """

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    approved_alone = models.BooleanField(_("approved without a colleague"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def state(self):
        return getattr(self, self.STATE)

    def is_own(self, user):
        """Say whether the record is of the user's organisation; everything is a curator's own."""
        return user.is_superuser or user.organisation_id == self.owner_id

    def steps_for(self, user):
        """Return the names of the steps that `user` may take now."""
        return [name for name, step in self.STEPS.items() if self.may_take(step, user)]

    def may_take(self, step, user):
        """Say whether `user` may take this step now."""
        submitted_it = self._was_submitted_by(user)
        return self.is_own(user) and publication.may_take(
            step,
            self.state,
            may_approve=user.may_approve,
            submitted_it=submitted_it,
            has_no_colleague=submitted_it and user.organisation_id == self.owner_id and self.owner.has_single_staff,
        )

    def _was_submitted_by(self, user):
        return self.submitted_by_id is not None and self.submitted_by_id == user.pk

    def take_step(self, name, user, reason=""):
        """Take one step, and record it; raise PermissionDenied or ValidationError."""
        step = self.STEPS[name]
        with transaction.atomic():
            # Read again under a lock: somebody else may have taken a step meanwhile.
            now = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
            if not now.may_take(step, user):
                raise PermissionDenied(_("This step is not possible (any more): somebody else may have taken it."))
            if step.needs_reason and not reason.strip():
                raise ValidationError(_("Say why, so that your colleague knows what to do."))
            setattr(now, self.STATE, step.target)
            now.reason = reason.strip()
            now.submitted_by = user if name == "submit" else now.submitted_by
            now.approved_alone = step.approves and not step.needs_reason and now._was_submitted_by(user)
            now.version = F("version") + 1
            now.before_step(step)
            now.save()
        self.refresh_from_db()

    def before_step(self, step):
        """Refuse a step for a reason of the noun's own, or do what belongs to it; the step is about to be saved."""
