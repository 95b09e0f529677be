"""Operations: who got EU money for what, for machines."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets

from funding.filters import OperationFilter
from funding.models import Operation
from funding.models.operation import COUNTRIES
from partnerships.api import SLUG, ApiAddress, PageAddress, key_of


class OperationSerializer(serializers.ModelSerializer):
    url = ApiAddress("operations", "code")
    page = PageAddress()
    list = serializers.SlugField(source="source_list.slug", read_only=True)
    language = serializers.CharField(help_text=_("The language of its texts; empty where its list does not tell."))
    fund = key_of("slug", allow_null=True, help_text=_("Today's fund: ESF+ for ESF. Null where there is none."))
    total_cost = serializers.DecimalField(15, 2, read_only=True, allow_null=True)
    eligible_cost = serializers.DecimalField(15, 2, read_only=True, allow_null=True)
    granted = serializers.DecimalField(15, 2, read_only=True, allow_null=True)
    currency = serializers.CharField(
        read_only=True, help_text=_("Amounts are not converted; empty where the list names no currency.")
    )
    rate_percent = serializers.DecimalField(5, 2, source="rate", read_only=True, allow_null=True)
    country = serializers.ChoiceField(COUNTRIES, allow_blank=True, read_only=True)
    number = serializers.IntegerField(
        read_only=True, help_text=_("How many operations this is: lists of beneficiaries add them up.")
    )

    class Meta:
        model = Operation
        fields = read_only_fields = [
            "url",
            "page",
            "code",
            "list",
            "source_code",
            "language",
            "title",
            "beneficiary",
            "beneficiary_kind",
            "summary",
            "starts_on",
            "ends_on",
            "total_cost",
            "eligible_cost",
            "granted",
            "currency",
            "rate_percent",
            "fund",
            "fund_name",
            "country",
            "place",
            "postcode",
            "nuts",
            "category",
            "number",
        ]


class OperationViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Who got EU money for what: operations from the public lists of managing authorities.")
    queryset = Operation.objects.select_related("source_list", "fund")
    serializer_class = OperationSerializer
    filterset_class = OperationFilter
    lookup_field = "code"
    lookup_value_regex = SLUG
