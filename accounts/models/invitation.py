"""Letting a colleague in by e-mail."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import links
from accounts.mails import mail
from accounts.models.user import User, site_language


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return all invitations for a curator, else those into the organisation of an approver."""
        return self if user.is_superuser else self.filter(organisation=user.organisation_id)

    def of_link(self, link, for_update=False):
        """Return the invitation that a link opens; raise UnusableLinkError with why it opens none.

        `for_update` makes others wait who accept an invitation to the same address at the same moment.
        """
        facts = links.facts_of(link, Invitation.PURPOSE, Invitation.DAYS)
        invitations = self.select_for_update(of=("self",)) if for_update else self
        same_address = invitations.filter(email__in=self.filter(pk=facts["invitation"]).values("email"))
        found = {each.pk: each for each in same_address.select_related("organisation").order_by("pk")}
        invitation = found.get(facts["invitation"])
        if invitation is None or (why := invitation.why_closed(facts["mail"])):
            raise links.UnusableLinkError(why if invitation else _("This invitation was withdrawn."))
        return invitation


class Invitation(models.Model):
    """A mail that lets somebody make an account as staff of an organisation."""

    PURPOSE, DAYS = "accounts.invitation", 14

    class State(models.TextChoices):
        NOT_SENT = "not_sent", _("not sent")
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    email = models.EmailField(
        _("e-mail address"), help_text=_("The link goes there, and the account gets this address.")
    )
    organisation = models.ForeignKey(
        "partnerships.Organisation",
        models.CASCADE,
        related_name="invitations",
        verbose_name=_("organisation"),
        help_text=_("For which this person will log and report."),
    )
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=[(role.value, role.label) for role in (User.Role.CONTRIBUTOR, User.Role.APPROVER)],
        default=User.Role.CONTRIBUTOR,
        help_text=_("A contributor logs and reports; an approver also publishes what colleagues submit."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=site_language,
        help_text=_("The language of the invitation."),
    )
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("invited by")
    )
    mails = models.PositiveSmallIntegerField(default=0, editable=False)  # only the link in the last one opens
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
                violation_error_message=_("This address was invited into this organisation already: send that again."),
            ),
            models.CheckConstraint(name="invitation_is_for_staff", condition=Q(role__in=["contributor", "approver"])),
            models.CheckConstraint(
                name="invitation_is_accepted_or_withdrawn",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def state(self):
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if not self.sent_at:
            return self.State.NOT_SENT
        is_over = self.sent_at + timedelta(days=self.DAYS) < timezone.now()
        return self.State.EXPIRED if is_over else self.State.SENT

    @property
    def is_open(self):
        """Say whether it can be sent again or withdrawn."""
        return not (self.accepted_at or self.withdrawn_at)

    def why_closed(self, mail):
        """Say why the link of the `mail`-th mail opens nothing and what to do, or nothing when it does open."""
        if self.accepted_at:
            return _("This invitation was accepted already. Sign in with your e-mail address and your password.")
        if self.withdrawn_at:
            return _("This invitation was withdrawn.")
        if mail != self.mails:
            return _("A newer invitation was sent to you. Open the link in the last mail.")
        if User.objects.filter(email__iexact=self.email).exists():
            return _(
                "There is an account with your e-mail address already: sign in with it. "
                "The curator of this site can have it work for this organisation."
            )
        return ""

    def send(self):
        """Mail the link; those of earlier mails open nothing from now on. Raises what the mail server answers."""
        self.mails += 1
        self.sent_at = None
        self.save()
        with translation.override(self.language):
            context = {
                "invitation": self,
                "link": links.address("invitation", self.PURPOSE, {"invitation": self.pk, "mail": self.mails}),
                "site": settings.SITE_URL,
            }
            subject = _("Invitation to log measures for %(organisation)s") % {"organisation": self.organisation}
            mail("mails/invitation.html", subject, self.email, context).send()
        self.sent_at = timezone.now()
        self.save()

    def withdraw(self):
        self.withdrawn_at = timezone.now()
        self.save()

    def new_user(self):
        """Return the account that the person who was invited gets; it is not stored yet."""
        return User(email=self.email, organisation=self.organisation, role=self.role)
