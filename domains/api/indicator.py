"""Outcomes in the population: what is counted, and the values as their source publishes them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, viewsets

from domains.filters import IndicatorFilter, IndicatorValueFilter
from domains.models import Indicator, IndicatorValue
from partnerships.api import SLUG, SOURCED, ApiAddress, PageAddress, Texts, key_of


class IndicatorSerializer(serializers.ModelSerializer):
    url = ApiAddress("indicators", "slug")
    page = PageAddress()
    domain = key_of("slug", allow_null=True, help_text=_("Null for context across all domains."))
    objectives = key_of("code", many=True)
    name = Texts()
    definition = Texts()
    by_birth = serializers.CharField(read_only=True, help_text=_("The dataset by country of birth; empty without one."))
    by_citizenship = serializers.CharField(
        read_only=True, help_text=_("The dataset by citizenship; empty without one.")
    )
    selection = serializers.DictField(
        child=serializers.CharField(),
        read_only=True,
        help_text=_("The code it reads in each dimension of the dataset, apart from place, time, sex and group."),
    )

    class Meta:
        model = Indicator
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "domain",
            "objectives",
            "name",
            "definition",
            "unit",
            "better",
            "comparison",
            "family",
            "by_birth",
            "by_citizenship",
            "selection",
            *SOURCED,
        ]


class IndicatorViewSet(viewsets.ReadOnlyModelViewSet):
    about = _(
        "What is counted in the population about each domain. Outcomes are never added to what measures delivered."
    )
    queryset = Indicator.objects.select_related("domain").prefetch_related("objectives")
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG


class IndicatorValueSerializer(serializers.ModelSerializer):
    page = PageAddress("territory")
    indicator = key_of("slug")
    territory = key_of("code")
    value = serializers.FloatField(read_only=True)
    unit = serializers.ChoiceField(Indicator.Unit.choices, source="indicator.unit", read_only=True)
    flags = serializers.CharField(
        read_only=True,
        help_text=_("Letters of Eurostat: b is a break in the series, u low reliability, p provisional."),
    )
    dataset = serializers.CharField(read_only=True, help_text=_("The dataset of Eurostat the value comes from."))

    class Meta:
        model = IndicatorValue
        fields = read_only_fields = [
            "page",
            "indicator",
            "territory",
            "by",
            "group",
            "sex",
            "period",
            "value",
            "unit",
            "flags",
            "dataset",
            "updated_on",
        ]


class IndicatorValueViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    about = _("The values of indicators by country, group, sex and period, as Eurostat publishes them (CC BY 4.0).")
    queryset = IndicatorValue.objects.select_related("indicator", "territory")
    serializer_class = IndicatorValueSerializer
    filterset_class = IndicatorValueFilter
