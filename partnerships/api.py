"""Places and organisations for machines, and the pieces of which every collection is made."""

from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets
from translated_fields import to_attribute

from partnerships.filters import OrganisationFilter, TerritoryFilter
from partnerships.models import Organisation, Territory

SLUG = "[-a-zA-Z0-9_]+"
SOURCED = ["source", "basis", "checked_on"]


@cache
def columns_of(name):
    """Return the column of a translated field for each language; read once, since a list asks it for every text."""
    return {code: to_attribute(name, code) for code, _name in settings.LANGUAGES}


def texts(values, name):
    """Return a text in every language of the site, from the columns in `values`; empty where it was not written."""
    return {code: values[column] for code, column in columns_of(name).items()}


def api_address(collection, key=None):
    """Return the address of a collection, or of one item in it."""
    address = settings.SITE_URL + reverse(f"api:{collection}-list")
    return f"{address}{key}/" if key else address


def page_of(record):
    """Return the address of a record's public page, in the site's own language: that one is the page's lasting name."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + record.get_absolute_url()


def page_address(view, *key):
    """Return the address of a public page, in the site's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse(view, args=key)


class Texts(serializers.Serializer):
    """A text in each language of the site; empty where it was not written."""

    def __init__(self, **kwargs):
        super().__init__(**{"source": "*", "read_only": True, **kwargs})

    def get_fields(self):
        return {code: serializers.CharField(read_only=True) for code, _name in settings.LANGUAGES}

    def to_representation(self, record):
        return texts(vars(record), self.field_name)


class ApiAddress(serializers.URLField):
    """Where the item itself is found."""

    def __init__(self, collection, key):
        super().__init__(source=key, read_only=True, help_text=_("The address of this item in the API."))
        self.collection = collection

    def to_representation(self, key):
        return api_address(self.collection, key)


class PageAddress(serializers.URLField):
    """Where people read about a record."""

    def __init__(self, source="*"):
        super().__init__(source=source, read_only=True, help_text=_("The page about this for people."))

    def to_representation(self, record):
        return page_of(record)


def key_of(field, **kwargs):
    """Return a field that names another record by its public key."""
    return serializers.SlugRelatedField(slug_field=field, read_only=True, **kwargs)


class TerritorySerializer(serializers.ModelSerializer):
    url = ApiAddress("territories", "code")
    page = PageAddress()
    name = Texts()
    parent = key_of("code", allow_null=True)
    latitude = serializers.FloatField(read_only=True, allow_null=True)
    longitude = serializers.FloatField(read_only=True, allow_null=True)
    region_category = serializers.ChoiceField(Territory.RegionCategory.choices, allow_blank=True, read_only=True)

    class Meta:
        model = Territory
        fields = read_only_fields = [
            "url",
            "page",
            "code",
            "national_code",
            "level",
            "name",
            "parent",
            "merged_on",
            "latitude",
            "longitude",
            "population",
            "population_year",
            "region_category",
            "is_rural",
            *SOURCED,
        ]


class TerritoryViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Places, from the European Union down to municipalities.")
    queryset = Territory.objects.select_related("parent")
    serializer_class = TerritorySerializer
    filterset_class = TerritoryFilter
    lookup_field = "code"
    lookup_value_regex = SLUG


class OrganisationSerializer(serializers.ModelSerializer):
    url = ApiAddress("organisations", "slug")
    page = PageAddress()
    name = Texts()
    territory = key_of("code")
    merged_into = key_of("slug", allow_null=True)

    class Meta:
        model = Organisation
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "name",
            "kind",
            "level",
            "territory",
            "merged_into",
            "website",
            *SOURCED,
        ]


class OrganisationViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Bodies that act: authorities and the other kinds of stakeholder.")
    queryset = Organisation.objects.select_related("territory", "merged_into")
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG


COLLECTIONS = {"organisations": OrganisationViewSet, "territories": TerritoryViewSet}
