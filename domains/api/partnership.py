"""Partnerships for machines: who takes part with which role, for which objectives, and what they carry."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets

from domains.models import Measure, ServedObjective
from domains.partnership_filters import PartnershipFilter
from partnerships.api import SLUG, SOURCED, ApiAddress, PageAddress, Texts, key_of
from partnerships.models import Membership, Partnership


class MembershipSerializer(serializers.ModelSerializer):
    organisation = key_of("slug")
    round = key_of("slug", allow_null=True, help_text=_("Null for a lasting member."))

    class Meta:
        model = Membership
        fields = read_only_fields = ["organisation", "role", "round"]


class PartnershipSerializer(serializers.ModelSerializer):
    url = ApiAddress("partnerships", "slug")
    page = PageAddress()
    name = Texts()
    agreement = Texts(help_text=_("What the members do together."))
    state = serializers.ChoiceField(Partnership.State.choices, read_only=True, help_text=_("As it is today."))
    members = MembershipSerializer(
        many=True, read_only=True, source="memberships", help_text=_("Who takes part; the lead applies and receives.")
    )
    objectives = serializers.SerializerMethodField(help_text=_("What it is for."))
    measures = serializers.SerializerMethodField(help_text=_("What it carries."))

    class Meta:
        model = Partnership
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "name",
            "agreement",
            "level",
            "state",
            "starts_on",
            "ends_on",
            "website",
            "members",
            "objectives",
            "measures",
            "is_example",
            *SOURCED,
        ]

    def get_objectives(self, partnership) -> list[str]:
        return [served.objective.code for served in partnership.served.all()]

    def get_measures(self, partnership) -> list[str]:
        return [measure.reference for measure in partnership.public_measures]


class PartnershipViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Lasting agreements of several organisations, with their members, objectives and measures.")
    queryset = Partnership.objects.prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("organisation", "round")),
        Prefetch("served", ServedObjective.objects.select_related("objective").order_by("objective__code")),
        Prefetch("measures", Measure.objects.public().only("reference").order_by("reference"), "public_measures"),
    )
    serializer_class = PartnershipSerializer
    filterset_class = PartnershipFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG
