"""Reporting rounds: when measures report, and which figures do not change any more."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets
from rest_framework.generics import get_object_or_404

from domains.api.measure import DAY
from domains.filters import RoundFilter
from domains.models import ReportingRound
from partnerships.api import SLUG, api_address, key_of, page_of


class RoundSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text=_("The address of this item in the API."))
    page = serializers.SerializerMethodField(
        help_text=_("The page about this for people; until it was closed once, that of its plan.")
    )
    plan = key_of("slug")
    period = serializers.SerializerMethodField(help_text=_("What reports on it have in their field round."))
    is_closed = serializers.BooleanField(
        read_only=True, help_text=_("True when its reports and its figures do not change any more.")
    )
    reason = serializers.CharField(
        read_only=True, help_text=_("Why it was opened again; empty when it was not, or is closed again.")
    )

    class Meta:
        model = ReportingRound
        fields = read_only_fields = [
            "url",
            "page",
            "plan",
            "period",
            "starts_on",
            "ends_on",
            "opens_on",
            "deadline",
            "is_closed",
            "closed_at",
            "reason",
        ]

    def get_url(self, reporting_round) -> str:
        return api_address("rounds", f"{reporting_round.plan.slug}:{reporting_round.deadline}")

    def get_page(self, reporting_round) -> str:
        return page_of(reporting_round if reporting_round.is_public else reporting_round.plan)

    def get_period(self, reporting_round) -> str:
        return reporting_round.period


class RoundViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Reporting rounds of a plan: the period each is about, the last day to report, and whether it is closed.")
    queryset = ReportingRound.objects.select_related("plan")
    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    lookup_field = "key"
    lookup_value_regex = f"{SLUG}:{DAY}"

    def get_object(self):
        """Find a round by its plan and deadline: eu-action-plan:2026-04-15."""
        plan, _colon, day = self.kwargs["key"].partition(":")
        return get_object_or_404(self.filter_queryset(self.get_queryset()), plan__slug=plan, deadline=day)
