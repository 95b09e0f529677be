"""Organisations: the bodies that act, and their look."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from partnerships import colours
from partnerships.languages import with_fallback
from partnerships.models.territory import Territory
from partnerships.provenance import Sourced
from partnerships.search import Searched

COLOUR = r"^#[0-9A-Fa-f]{6}$"
NO_COLOUR = _("Write a colour as # and six of 0-9 and A-F, such as #12405C.")


class OrganisationQuerySet(models.QuerySet):
    def with_look(self):
        """Return organisations with their logo, without its picture: a page only says where that is."""
        return self.select_related("logo").defer("logo__picture")

    def kept(self):
        """Leave out doubles: what was merged into another."""
        return self.filter(merged_into=None)


class Organisation(Sourced):
    """A body that acts: an authority, or one of the other kinds of stakeholder the plan names."""

    class Kind(models.TextChoices):
        MIGRANTS = "migrants", _("migrants and migrant-led organisations")
        HOST_COMMUNITIES = "host-communities", _("host communities")
        AUTHORITIES = "authorities", _("public authorities")
        INSTITUTIONS = "institutions", _("institutions")
        SOCIAL_PARTNERS = "social-economic-partners", _("social and economic partners")
        CIVIL_SOCIETY = "civil-society", _("civil society organisations")
        CHURCHES = "churches-communities", _("churches, religious and philosophical communities")
        PRIVATE_SECTOR = "private-sector", _("private sector")

    class Level(models.TextChoices):
        EU = "eu", _("European")
        NATIONAL = "national", _("national")
        REGIONAL = "regional", _("regional")
        LOCAL = "local", _("local")

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=_("The name in addresses: gent."))
    name = TranslatedField(
        models.CharField(
            _("name"), max_length=160, blank=True, help_text=_("The official name, in each language that has one.")
        ),
        attrgetter=with_fallback,
    )
    kind = models.CharField(
        _("kind"),
        max_length=30,
        choices=Kind,
        default=Kind.AUTHORITIES,
        help_text=_("One of the groups of partners that the plan names."),
    )
    level = models.CharField(
        _("level"), max_length=10, choices=Level, default=Level.LOCAL, help_text=_("How far its work reaches.")
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        related_name="organisations",
        verbose_name=_("place it works for"),
        help_text=_("Its measures are here, or somewhere in here."),
    )
    website = models.URLField(_("website"), blank=True, help_text=_("Its page on this site links to it."))
    has_single_staff = models.BooleanField(
        _("single member of staff"),
        default=False,
        help_text=_(
            "Tick this when one person does all the work: she may approve what she submitted herself. "
            "Everybody sees that no colleague looked at it first."
        ),
    )
    colour = models.CharField(
        _("brand colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(COLOUR, NO_COLOUR)],
        help_text=_(
            "Of its pages on this site, such as #12405C. Where it would be hard to read it gets darker or lighter."
        ),
    )

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="doubles",
        verbose_name=_("merged into"),
    )

    objects = OrganisationQuerySet.as_manager()
    searched = Searched(titles=("name",))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="organisation_has_a_name",
                condition=~Q(name_nl="", name_en="", name_fr="", name_de=""),
                violation_error_message=_("Give the organisation a name in at least one language."),
            ),
            models.CheckConstraint(
                name="organisation_is_not_its_own_double",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="organisation_colour_is_a_colour",
                condition=Q(colour="") | Q(colour__regex=COLOUR),
                violation_error_message=NO_COLOUR,
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("organisation_detail", args=[self.slug])

    @property
    def theme(self):
        """Return the address of the style sheet with its colour; nothing when it has none."""
        colour = self.colour.removeprefix("#").lower()
        return colour and reverse("theme", args=[colour, colours.fingerprint(colour)])


class Logo(models.Model):
    """The logo of an organisation. It is apart, since lists join organisations and want no pictures in their rows."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="logo", verbose_name=_("organisation")
    )
    picture = models.BinaryField(_("picture"))
    fingerprint = models.CharField(_("fingerprint"), max_length=16, editable=False)
    width = models.PositiveSmallIntegerField(_("width"), editable=False)
    height = models.PositiveSmallIntegerField(_("height"), editable=False)

    history = HistoricalRecords(excluded_fields=["picture"])

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        ordering = ["organisation"]

    def __str__(self):
        return str(_("Logo of %(organisation)s") % {"organisation": self.organisation})

    def get_absolute_url(self):
        return reverse("logo", args=[self.organisation.slug, self.fingerprint])
