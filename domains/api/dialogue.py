"""Meetings of the structured dialogue, with their conclusions and what was done with them, for machines."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets

from domains.dialogue_filter import DialogueFilter
from domains.models import FollowUp
from domains.models.dialogue import with_all
from partnerships.api import SLUG, ApiAddress, PageAddress, Texts, key_of
from partnerships.models import Conclusion, Dialogue, DialogueDocument


class DialogueDocumentSerializer(serializers.ModelSerializer):
    class Meta:
        model = DialogueDocument
        fields = read_only_fields = ["title", "language", "url"]


class FollowUpSerializer(serializers.ModelSerializer):
    text = Texts()
    measure = key_of("reference", allow_null=True)
    action = key_of("code", allow_null=True)

    class Meta:
        model = FollowUp
        fields = read_only_fields = ["text", "measure", "action", "done_on"]


class ConclusionSerializer(serializers.ModelSerializer):
    text = Texts()
    follow_ups = FollowUpSerializer(
        many=True, read_only=True, help_text=_("What was done with it; empty: nothing yet.")
    )

    class Meta:
        model = Conclusion
        fields = read_only_fields = ["text", "follow_ups"]


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Codes(serializers.Field):
    """The codes of the objectives that a meeting talks about."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, subjects):
        return [subject.objective.code for subject in subjects.all()]


class DialogueSerializer(serializers.ModelSerializer):
    url = ApiAddress("dialogues", "slug")
    page = PageAddress()
    title = Texts(help_text=_("What it is about, in a few words."))
    summary = Texts()
    organisation = key_of("slug")
    territory = key_of("code")
    participants = key_of("slug", many=True)
    objectives = Codes(source="subjects", help_text=_("The objectives that it talks about, by code."))
    documents = DialogueDocumentSerializer(many=True, read_only=True)
    conclusions = ConclusionSerializer(
        many=True, read_only=True, help_text=_("Those that everybody may read; none as long as they are not agreed.")
    )

    class Meta:
        model = Dialogue
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "title",
            "summary",
            "organisation",
            "level",
            "territory",
            "starts_at",
            "ends_at",
            "is_called_off",
            "location",
            "website",
            "participants",
            "objectives",
            "documents",
            "conclusions",
            "is_example",
        ]


class DialogueViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Meetings of the structured dialogue, with their conclusions and what was done with them.")
    queryset = with_all(Dialogue.objects.public())
    serializer_class = DialogueSerializer
    filterset_class = DialogueFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG
