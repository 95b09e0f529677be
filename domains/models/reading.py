"""What helps a reader on: documents, and whom to ask."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains.models.plan import ActionPlan, Domain
from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.provenance import Sourced
from partnerships.search import Searched


class Document(Sourced):
    """A text about a plan or one of its domains, under its official title."""

    class Kind(models.TextChoices):
        COMMUNICATION = "communication", _("communication")
        STAFF_WORKING_DOCUMENT = "staff-working-document", _("staff working document")
        REPORT = "report", _("report")
        MEMO = "memo", _("questions and answers")
        PRESS_RELEASE = "press-release", _("press release")
        FACTSHEET = "factsheet", _("factsheet")
        WEBSITE = "website", _("website")
        ARTICLE = "article", _("article")
        OPINION = "opinion", _("opinion")

    plan = models.ForeignKey(
        ActionPlan,
        models.CASCADE,
        related_name="documents",
        verbose_name=_("action plan"),
        help_text=_("Whose page shows this document."),
    )
    domain = models.ForeignKey(
        Domain,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("domain"),
        help_text=_("Leave empty for a document about the whole plan."),
    )
    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=hints.IN_ADDRESSES)
    kind = models.CharField(_("kind"), max_length=25, choices=Kind, help_text=_("So that readers know what they open."))
    title = TranslatedField(
        models.CharField(
            _("official title"),
            max_length=300,
            blank=True,
            help_text=_("As it stands on the document, in each language in which that exists."),
        ),
        attrgetter=with_fallback,
    )
    reference = models.CharField(
        _("reference"), max_length=60, blank=True, help_text=_("The number its maker gave it, such as COM(2020) 758.")
    )
    celex = models.CharField(_("CELEX number"), max_length=20, blank=True, help_text=hints.EUR_LEX)
    url = models.URLField(
        _("web address"),
        max_length=400,
        blank=True,
        help_text=_("Where the document itself is found, rather than a page about it."),
    )
    published_on = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("The date that the document itself bears.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=hints.ORDER)

    searched = Searched(titles=("title",), codes=("reference", "celex"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "slug"]

    def __str__(self):
        return str(self.title)


class Contact(models.Model):
    """Whom to ask about a domain or at an organisation: a role and its mailbox before a person."""

    organisation = models.ForeignKey(
        "partnerships.Organisation",
        models.CASCADE,
        related_name="contacts",
        verbose_name=_("organisation"),
        help_text=_("At which they are asked; its page shows this contact."),
    )
    domain = models.ForeignKey(
        Domain,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("domain"),
        help_text=_("Leave empty when this contact answers for every domain."),
    )
    role = TranslatedField(
        models.CharField(_("role"), max_length=120, blank=True, help_text=_("A service or function, not a person.")),
        attrgetter=with_fallback,
    )
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Rather the mailbox of a service than that of a person: it stays when people go."),
    )
    phone = models.CharField(
        _("telephone"), max_length=30, blank=True, help_text=_("With the code of the country: +32 9 000 00 00.")
    )
    url = models.URLField(
        _("web address"), blank=True, help_text=_("A page with opening hours or a form, where there is one.")
    )
    name = models.CharField(
        _("name of the person"),
        max_length=120,
        blank=True,
        help_text=_("Everybody sees it. Leave it empty unless this person agreed to that."),
    )
    consented_on = models.DateField(
        _("agreed on"),
        null=True,
        blank=True,
        help_text=_("The day on which this person agreed. When she no longer does, empty both: no trace is kept."),
    )
    confirmed_on = models.DateField(
        _("last confirmed on"),
        null=True,
        blank=True,
        help_text=_("The day on which somebody last checked that this is still right; everybody sees it."),
    )
    is_example = models.BooleanField(_("example"), default=False, editable=False)

    history = HistoricalRecords(excluded_fields=["name"])  # who withdraws her consent leaves no name behind

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["organisation", "domain", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_can_be_reached",
                condition=~Q(email="", phone="", url=""),
                violation_error_message=_("Give an e-mail address, a telephone number or a web address."),
            ),
            models.CheckConstraint(
                name="contact_is_named_with_consent",
                condition=Q(name="") | Q(consented_on__isnull=False),
                violation_error_message=_("Say when this person agreed that everybody sees the name, or leave it out."),
            ),
        ]

    def __str__(self):
        return f"{self.role or self.organisation}"

    @property
    def is_confirmed(self):
        """Say whether somebody checked it during the last year."""
        return self.confirmed_on is not None and self.confirmed_on >= timezone.localdate() - timedelta(days=365)
