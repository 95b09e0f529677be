"""Places: from the European Union down to a municipality, and their borders."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Abs
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from partnerships import places, sizes
from partnerships.languages import columns, with_fallback
from partnerships.provenance import Sourced
from partnerships.search import Searched


class TerritoryQuerySet(models.QuerySet):
    def within(self, territory):
        """Return `territory` and every place in it, by one range on the path."""
        return self.filter(path__gte=territory.path, path__lt=places.end_of(territory.path))

    def with_around(self, code):
        """Return the place with this code and those it lies in, from the largest to itself, in one query."""
        place = self.model.objects.filter(code=code, path__startswith=OuterRef("path"))
        return self.exclude(path="").filter(Exists(place)).order_by("path")

    def municipalities(self, *, former=False):
        """Return the municipalities of today; when asked, also those that became part of another."""
        levels = [Territory.Level.MUNICIPALITY, *([Territory.Level.FORMER] if former else [])]
        return self.filter(level__in=levels)

    def of_today(self):
        """Leave out the municipalities that became part of another."""
        return self.exclude(level=Territory.Level.FORMER)

    def like(self, place, region):
        """Return other places of the same level and size class; those in `region` first, then the nearest in size."""
        others = self.filter(level=place.level).exclude(pk=place.pk)
        if place.level == Territory.Level.MUNICIPALITY:
            if place.size is None:
                return self.none()
            smallest, above = sizes.bounds_of(place.size)
            others = others.filter(population__gte=smallest)
            others = others if above is None else others.filter(population__lt=above)
        elsewhere = Case(When(path__startswith=region.path, then=0), default=1) if region else Value(0)
        order = [] if place.population is None else [Abs(F("population") - place.population).asc(nulls_last=True)]
        return others.annotate(elsewhere=elsewhere).order_by("elsewhere", *order, "code")

    def for_list(self):
        """Return places with what a list or a map shows of them: they are hundreds."""
        return self.only("code", "level", "parent", "path", *columns("name"), "latitude", "longitude", "population")

    def rebuild_paths(self):
        """Write every place's path anew from its parents; return how many changed."""
        territories = list(self.model.objects.order_by("code"))
        paths = places.paths((place.pk, place.parent_id) for place in territories)
        changed = [place for place in territories if place.path != paths[place.pk]]
        for place in changed:
            place.path = paths[place.pk]
        self.model.objects.bulk_update(changed, ["path"], batch_size=200)
        return len(changed)


class Territory(Sourced):
    """A place, from the European Union down to a municipality."""

    class Level(models.TextChoices):
        EU = "eu", _("European Union")
        COUNTRY = "country", _("country")
        NUTS1 = "nuts1", _("region (NUTS 1)")
        NUTS2 = "nuts2", _("region (NUTS 2)")
        PROVINCE = "province", _("province")
        NUTS3 = "nuts3", _("district (NUTS 3)")
        MUNICIPALITY = "municipality", _("municipality")
        FORMER = "former", _("former municipality")

    class RegionCategory(models.TextChoices):
        LESS_DEVELOPED = "less", _("less developed region")
        TRANSITION = "transition", _("transition region")
        MORE_DEVELOPED = "more", _("more developed region")

    code = models.SlugField(
        _("code"), max_length=12, unique=True, help_text=_("NUTS code, or the national code of a municipality.")
    )
    national_code = models.CharField(_("national code"), max_length=12, blank=True, help_text=_("Belgium: NIS code."))
    level = models.CharField(
        _("level"),
        max_length=12,
        choices=Level,
        help_text=_("Municipalities count in coverage; larger places add up what lies in them."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in"),
        help_text=_("The next larger place; its figures hold this one's."),
    )
    merged_on = models.DateField(
        _("merged on"),
        null=True,
        blank=True,
        help_text=_("Only for a former municipality: since when it is part of the place it lies in."),
    )
    path = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    name = TranslatedField(
        models.CharField(
            _("name"),
            max_length=120,
            blank=True,
            help_text=_("As its inhabitants call it, in each language that has a name for it."),
        ),
        attrgetter=with_fallback,
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Of its middle, in degrees north: 51.0543. Maps draw it there."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Of its middle, in degrees east: 3.7174."),
    )
    population = models.PositiveIntegerField(
        _("population"),
        null=True,
        blank=True,
        help_text=_("How many people live there; empty is “not known”, never 0."),
    )
    population_year = models.PositiveSmallIntegerField(
        _("year of the population"),
        null=True,
        blank=True,
        help_text=_("In which they were counted; it stands beside the figure."),
    )
    region_category = models.CharField(
        _("category of region"),
        max_length=10,
        choices=RegionCategory,
        blank=True,
        help_text=_("It says how much the EU pays there at most; empty when not known."),
    )
    is_rural = models.BooleanField(
        _("rural"),
        null=True,
        blank=True,
        help_text=_("Some funds are for the countryside only; leave open when you do not know."),
    )

    searched = Searched(titles=("name",), codes=("code", "national_code"))

    objects = TerritoryQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["path"])

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="territory_has_a_name",
                condition=~Q(name_nl="", name_en="", name_fr="", name_de=""),
                violation_error_message=_("Give the place a name in at least one language."),
            ),
            models.CheckConstraint(
                name="territory_point_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                violation_error_message=_("Give both latitude (-90 to 90) and longitude (-180 to 180), or neither."),
            ),
            models.CheckConstraint(
                name="territory_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A place cannot lie in itself."),
            ),
            models.CheckConstraint(
                name="territory_former_is_part_of_another",
                condition=Q(level="former", merged_on__isnull=False, parent__isnull=False)
                | (~Q(level="former") & Q(merged_on__isnull=True)),
                violation_error_message=_(
                    "Of a former municipality, and of no other place, say since when it is part of which other."
                ),
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("territory_detail", args=[self.code])

    @property
    def size(self):
        """Return the size class of a municipality; None for larger places, and when its population is not known."""
        return sizes.size_of(self.population) if self.level == self.Level.MUNICIPALITY else None

    def holds(self, path):
        """Say whether the place with this path is this one, or lies in it."""
        return path.startswith(self.path)


class Boundary(models.Model):
    """The border of a place, drawn once when it was loaded (see `partnerships.outlines`); a mirror of a file."""

    territory = models.OneToOneField(
        Territory, models.CASCADE, primary_key=True, related_name="boundary", verbose_name=_("place")
    )
    path = models.TextField(_("path"))
    left = models.FloatField()
    top = models.FloatField()
    right = models.FloatField()
    bottom = models.FloatField()
    attribution = models.CharField(_("attribution"), max_length=300)
    source = models.CharField(_("file"), max_length=200)

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["territory"]

    def __str__(self):
        return str(self.territory)
