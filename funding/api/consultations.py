"""Consultations on programmes, and what organisations answered, for machines."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets

from funding.filters import ConsultationFilter
from funding.models import Consultation, Contribution
from partnerships.api import SLUG, SOURCED, ApiAddress, PageAddress, Texts, key_of


class ContributionSerializer(serializers.ModelSerializer):
    organisation = key_of("slug")
    website = serializers.URLField(source="url", read_only=True, help_text=_("Where the whole answer can be read."))

    class Meta:
        model = Contribution
        fields = read_only_fields = ["organisation", "contributed_on", "language", "text", "website"]


class ConsultationSerializer(serializers.ModelSerializer):
    url = ApiAddress("consultations", "slug")
    page = PageAddress()
    fund = key_of("slug")
    programme = key_of("slug", allow_null=True)
    stage = serializers.ChoiceField(Consultation.Stage.choices, read_only=True)
    state = serializers.ChoiceField(
        Consultation.State.choices, read_only=True, help_text=_("Whether one can answer today.")
    )
    title = Texts()
    question = Texts(help_text=_("What is asked."))
    contributions = ContributionSerializer(many=True, read_only=True, help_text=_("What organisations answered."))

    class Meta:
        model = Consultation
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "fund",
            "programme",
            "stage",
            "state",
            "title",
            "question",
            "opens_on",
            "closes_on",
            "website",
            "contributions",
            "is_example",
            *SOURCED,
        ]


class ConsultationViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("What authorities are asked while a programme of a fund is made, runs and is looked back on.")
    queryset = Consultation.objects.select_related("fund", "programme").prefetch_related(
        Prefetch("contributions", Contribution.objects.public().select_related("organisation"))
    )
    serializer_class = ConsultationSerializer
    filterset_class = ConsultationFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG
