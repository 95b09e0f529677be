"""Who follows what, how often she hears of it, and up to which event she did."""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, site_language
from accounts.post import TRIED_FOR
from partnerships import events

KEPT = "follows"  # in the session of who has no account (yet)
LONGEST = 200  # characters of what is followed
MOST = 30  # things that one person follows


class FollowerQuerySet(models.QuerySet):
    def stop(self, email):
        """Send no mails to an address any more; without an account, it is forgotten."""
        self.filter(email__iexact=email).delete()
        self.filter(user__email__iexact=email).update(frequency="never")

    def refuse(self, keys, now):
        """Note that a mail server takes no mails for some followers; after some days, give them up.

        Without an account, who is given up is forgotten; an account keeps its list, and reads why there are no mails.
        """
        refused = self.filter(pk__in=keys)
        given_up = refused.filter(refused_since__lt=now - TRIED_FOR)
        given_up.filter(user=None).delete()
        given_up.update(frequency=Follower.Frequency.NEVER)
        refused.filter(refused_since=None).update(refused_since=now)
        refused.update(heard_at=now, claimed_at=None)  # the next time is her next turn

    def of_address(self, email, language):
        """Return the follower with an address that somebody just proved to be hers; made when there is none."""
        owner = User.objects.filter(email__iexact=email, emailaddress__verified=True).first()
        if owner:
            return self.get_or_create(user=owner)[0]
        found = self.filter(email__iexact=email).first()
        if found:
            return found
        try:
            with transaction.atomic():
                return self.create(email=email.lower(), confirmed_at=timezone.now(), language=language)
        except IntegrityError:  # the same link, pressed twice
            return self.get(email__iexact=email)


class Follower(models.Model):
    """Somebody with an account, or an e-mail address that was confirmed, who hears what happened to what she follows.

    What she follows is kept as what a list of measures is asked: `domain=housing`, `territory=44021&status=running`.
    """

    class Frequency(models.TextChoices):
        IMMEDIATE = "immediate", _("at once")
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        NEVER = "never", _("never: only on this page")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="follower"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default=site_language)
    frequency = models.CharField(_("mails"), max_length=10, choices=Frequency, default=Frequency.WEEKLY)
    heard_until = models.PositiveBigIntegerField(default=events.last)
    heard_at = models.DateTimeField(_("last mail looked for"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    refused_since = models.DateTimeField(_("refused since"), null=True, blank=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["pk"]
        indexes = [models.Index(fields=["frequency", "heard_at"], name="follower_due")]
        constraints = [
            models.CheckConstraint(
                name="follower_is_an_account_or_a_confirmed_address",
                condition=Q(user__isnull=False, email="", confirmed_at__isnull=True)
                | (Q(user__isnull=True, confirmed_at__isnull=False) & ~Q(email="")),
            ),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="follower_address_once"),
            models.CheckConstraint(
                name="follower_frequency_is_known",
                condition=Q(frequency__in=["immediate", "daily", "weekly", "never"]),
            ),
        ]

    def __str__(self):
        return self.address

    @property
    def address(self):
        """Return where her mails go."""
        return self.user.email if self.user else self.email

    @property
    def speaks(self):
        """Return the language of her mails."""
        return self.user.language if self.user else self.language

    @property
    def queries(self):
        return list(self.follows.values_list("query", flat=True))

    def add(self, query):
        """Follow one thing more; say whether there was room for it."""
        if self.follows.exclude(query=query).count() >= MOST:
            return False
        self.follows.get_or_create(query=query)
        return True

    def remove(self, query):
        """Follow one thing less. Without an account, who follows nothing any more is forgotten."""
        self.follows.filter(query=query).delete()
        if not self.user and not self.follows.exists():
            self.delete()

    def take_over(self, other):
        """Follow what another follower followed, who turns out to be the same person, and forget that one."""
        for follow in other.follows.all():
            self.follows.get_or_create(query=follow.query, defaults={"since": follow.since})
        other.delete()

    def choose(self, frequency, language):
        """Choose how often mails come, in which language. Who got none so far hears of what happens from now on."""
        if self.frequency == self.Frequency.NEVER != frequency:
            self.heard_until, self.heard_at = events.last(), timezone.now()
        self.frequency, self.refused_since = frequency, None
        if self.user:
            User.objects.filter(pk=self.user.pk).update(language=language)
        else:
            self.language = language
        self.save(update_fields=["frequency", "language", "heard_until", "heard_at", "refused_since"])


class Follow(models.Model):
    """One thing that somebody follows: what a list of measures is asked."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="follows", verbose_name=_("follower"))
    query = models.CharField(_("what"), max_length=LONGEST)
    since = models.PositiveBigIntegerField(default=events.last)

    class Meta:
        verbose_name = _("what somebody follows")
        verbose_name_plural = _("what people follow")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="follow_once", fields=["follower", "query"])]

    def __str__(self):
        return self.query


@receiver(user_logged_in)
def keep_after_sign_in(sender, request, user, **_about_the_signal):
    """Let an account follow what its owner chose before she signed in, and what her e-mail address followed."""
    queries = request.session.pop(KEPT, []) if hasattr(request, "session") else []
    by_mail = Follower.objects.filter(email__iexact=user.email).first()
    if not queries and not by_mail:
        return
    follower = Follower.objects.get_or_create(user=user)[0]
    for query in queries:
        follower.add(query)
    if by_mail:
        follower.take_over(by_mail)
