"""Errors that readers reported and what was done with them, for machines; nothing that readers wrote is here."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets

from domains.filters import CorrectionFilter
from domains.models import Correction
from partnerships.api import ApiAddress, PageAddress, key_of


class CorrectionSerializer(serializers.ModelSerializer):
    url = ApiAddress("corrections", "ticket")
    page = PageAddress()
    number = serializers.CharField(
        source="ticket", read_only=True, help_text=_("By which a reader finds it: 2026-0042.")
    )
    reported_page = serializers.CharField(
        source="page", read_only=True, help_text=_("The page that it is about: its address here, without the language.")
    )
    measure = key_of("reference", allow_null=True)
    days = serializers.IntegerField(
        read_only=True, allow_null=True, help_text=_("After how many days it was answered; empty before.")
    )
    answer = serializers.CharField(
        source="public_answer", read_only=True, help_text=_("What was corrected, or why not; empty before.")
    )

    class Meta:
        model = Correction
        fields = read_only_fields = [
            "url",
            "page",
            "number",
            "reported_page",
            "measure",
            "part",
            "state",
            "received_on",
            "answered_on",
            "days",
            "answer",
            "language",
        ]


class CorrectionViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Errors that readers reported, and what was done with them; never who reported them.")
    queryset = Correction.objects.public().select_related("measure")
    serializer_class = CorrectionSerializer
    filterset_class = CorrectionFilter
    lookup_field = "number"
    lookup_value_regex = "[0-9]{4}-[0-9]+"

    def get_object(self):
        """Find a correction by its number: 2026-0042."""
        return get_object_or_404(self.filter_queryset(self.get_queryset()).numbered(self.kwargs["number"]))
