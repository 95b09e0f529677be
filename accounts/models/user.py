"""Who has an account, and what she may do."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
