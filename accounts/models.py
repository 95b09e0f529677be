"""STAFF and VISITORS WITH AN ACCOUNT."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import links
from accounts.mails import mail


def site_language():
    """Return the language that people are written to until they choose one."""
    return settings.LANGUAGE_CODE


class UserQuerySet(models.QuerySet):
    def claiming(self, email):
        """Return the accounts that were registered with an address, and whose owner never proved to read its mails."""
        return self.filter(email__iexact=email).exclude(emailaddress__verified=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        """Find a person by e-mail address, however she types its capitals."""
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **details):
        user = self.model(email=self.normalize_email(email).lower(), **details)
        user.set_password(password)
        user.save(using=self._db)
        user.prove_address()
        return user

    def create_superuser(self, email, password=None, **details):
        return self.create_user(email, password, **{"role": User.Role.CURATOR, **details})


class User(AbstractBaseUser):
    """A person who signs in by e-mail. Her role says what she may do; there are no other permissions."""

    class Role(models.TextChoices):
        VISITOR = "visitor", _("visitor")
        CONTRIBUTOR = "contributor", _("contributor")
        APPROVER = "approver", _("approver")
        CURATOR = "curator", _("curator")

    email = models.EmailField(_("e-mail address"), unique=True, help_text=_("To sign in with, and where mails go."))
    name = models.CharField(
        _("name"), max_length=120, blank=True, help_text=_("As colleagues read it in the history of what was changed.")
    )
    organisation = models.ForeignKey(
        "partnerships.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("organisation"),
        help_text=_("Whose measures this person logs and reports on; no others."),
    )
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=Role,
        default=Role.VISITOR,
        help_text=_(
            "A visitor does not enter the back office, a contributor logs, an approver also publishes, "
            "a curator may do all."
        ),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=site_language,
        help_text=_("The language of the mails. It follows the language that this person chooses in the back office."),
    )
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Untick this instead of deleting a colleague who left.")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody with this e-mail address has an account already."),
            ),
            models.CheckConstraint(
                name="user_staff_have_an_organisation",
                condition=~Q(role__in=["contributor", "approver"]) | Q(organisation__isnull=False),
                violation_error_message=_("A contributor or approver works for an organisation: choose it."),
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_staff(self):
        """Say whether she may enter the admin."""
        return self.role != self.Role.VISITOR

    @property
    def is_superuser(self):
        """Say whether she curates everything."""
        return self.role == self.Role.CURATOR

    @property
    def may_approve(self):
        """Say whether she may publish or return what a colleague submitted."""
        return self.role in {self.Role.APPROVER, self.Role.CURATOR}

    def prove_address(self):
        """Take the address for hers: she read a mail there, or who made the account says so."""
        EmailAddress.objects.filter(user=self).exclude(email=self.email).delete()
        EmailAddress.objects.update_or_create(user=self, email=self.email, defaults={"verified": True, "primary": True})

    def has_perm(self, perm, obj=None):
        """Curators may do all; what other staff may do is said in the admin of each noun."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label):
        return self.is_active and self.is_staff


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
