"""Funds, and what measures ask and get of each, for machines."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets
from rest_framework.generics import get_object_or_404

from domains.models import Measure
from funding.filters import AllocationFilter, ApplicationFilter, FundFilter
from funding.models import Allocation, Application, Fund, FundFact
from partnerships.api import SLUG, SOURCED, ApiAddress, PageAddress, Texts, api_address, key_of

OWN_MEANS = "own-means"


def euros(meaning):
    """Return a field for an amount that may not be reported."""
    return serializers.DecimalField(15, 2, read_only=True, allow_null=True, help_text=meaning)


class FundFactSerializer(serializers.ModelSerializer):
    text = Texts()
    amount_eur = serializers.DecimalField(
        15, 2, source="amount", read_only=True, allow_null=True, help_text=_("Null when the fact is not about money.")
    )
    price_base = serializers.ChoiceField(FundFact.PriceBase.choices, allow_blank=True, read_only=True)
    objectives = key_of("code", many=True)

    class Meta:
        model = FundFact
        fields = read_only_fields = [
            "slug",
            "kind",
            "text",
            "amount_eur",
            "price_base",
            "article",
            "objectives",
            *SOURCED,
        ]


class FundSerializer(serializers.ModelSerializer):
    url = ApiAddress("funds", "slug")
    page = PageAddress()
    abbreviation = Texts()
    name = Texts()
    summary = Texts()
    management = serializers.ListField(child=serializers.ChoiceField(Fund.Management.choices), read_only=True)
    domains = key_of("slug", many=True)
    facts = FundFactSerializer(many=True, read_only=True, help_text=_("What the law says about it, with its article."))

    class Meta:
        model = Fund
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "role",
            "abbreviation",
            "name",
            "summary",
            "regulation",
            "celex",
            "starts_on",
            "ends_on",
            "management",
            "website",
            "contact_name",
            "contact_url",
            "domains",
            "facts",
            *SOURCED,
        ]


class FundViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("EU funds that can pay for measures, with what the law says about each.")
    queryset = Fund.objects.prefetch_related("domains", "facts__objectives")
    serializer_class = FundSerializer
    filterset_class = FundFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG


class AllocationSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text=_("The address of this item in the API."))
    page = PageAddress("measure")
    measure = key_of("reference")
    fund = key_of("slug", allow_null=True, help_text=_("Null for own means."))
    amount_eur = serializers.DecimalField(15, 2, source="amount", read_only=True)
    is_example = serializers.BooleanField(source="measure.is_example", read_only=True)

    class Meta:
        model = Allocation
        fields = read_only_fields = ["url", "page", "measure", "fund", "amount_eur", "is_example"]

    def get_url(self, allocation) -> str:
        fund = allocation.fund.slug if allocation.fund else OWN_MEANS
        return api_address("allocations", f"{allocation.measure.reference}:{fund}")


class AllocationViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Money of one source for one measure.")
    # Exists, and not a join: the newest come first without a look at all the others.
    queryset = (
        Allocation.objects.filter(Exists(Measure.objects.public().filter(pk=OuterRef("measure"))))
        .select_related("measure", "fund")
        .order_by("-pk")
    )
    serializer_class = AllocationSerializer
    filterset_class = AllocationFilter
    lookup_field = "key"
    lookup_value_regex = f"{SLUG}:{SLUG}"

    def get_object(self):
        """Find an allocation by its measure and fund: m-7k2q9xwd:amif, or m-7k2q9xwd:own-means."""
        measure, _colon, fund = self.kwargs["key"].partition(":")
        source = {"fund__isnull": True} if fund == OWN_MEANS else {"fund__slug": fund}
        return get_object_or_404(self.filter_queryset(self.get_queryset()), measure__reference=measure, **source)


class ApplicationSerializer(serializers.ModelSerializer):
    url = ApiAddress("applications", "reference")
    page = PageAddress("measure")
    measure = key_of("reference")
    fund = key_of("slug")
    programme = key_of("slug", allow_null=True)
    call = key_of("code", allow_null=True)
    state = serializers.ChoiceField(Application.State.choices, read_only=True)
    started_on = serializers.DateField(read_only=True, allow_null=True, help_text=_("The day since which it runs."))
    asked_eur = euros(_("What was asked for; null when it is not reported."))
    granted_eur = euros(_("What was granted; it is part of what was asked for, and never added to it."))
    paid_eur = euros(_("What was paid."))
    refusal = serializers.SerializerMethodField(
        help_text=_("Why it was refused; empty unless the organisation lets everybody read it.")
    )
    lesson = serializers.SerializerMethodField(
        help_text=_("What was learnt; empty unless the organisation lets everybody read it.")
    )
    is_example = serializers.BooleanField(source="measure.is_example", read_only=True)

    class Meta:
        model = Application
        fields = read_only_fields = [
            "url",
            "page",
            "reference",
            "measure",
            "fund",
            "programme",
            "call",
            "file_number",
            "state",
            "applied_on",
            "granted_on",
            "started_on",
            "paid_on",
            "refused_on",
            "withdrawn_on",
            "asked_eur",
            "granted_eur",
            "paid_eur",
            "refusal",
            "lesson",
            "is_example",
        ]

    def get_refusal(self, application) -> str:
        return application.refusal if application.lesson_is_public else ""

    def get_lesson(self, application) -> str:
        return application.lesson if application.lesson_is_public else ""


class ApplicationViewSet(viewsets.ReadOnlyModelViewSet):
    about = _(
        "What measures asked of funds, and what became of it. What was asked, granted and paid is never added up."
    )
    queryset = Application.objects.public().select_related("measure", "fund", "programme", "call").order_by("-pk")
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter
    lookup_field = "reference"
    lookup_value_regex = SLUG
