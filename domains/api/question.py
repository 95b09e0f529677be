"""Questions put to everybody, and the answers that are released, for machines."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, viewsets

from domains.dialogue_filter import AnswerFilter
from domains.models import Answer, Domain, Question
from partnerships.api import SLUG, ApiAddress, PageAddress, Texts, key_of
from partnerships.filters import one_of


class QuestionFilter(filters.FilterSet):
    """Filters of the questions put to everybody."""

    domain = one_of(Domain.objects.all(), "slug", _("Domain"))

    class Meta:
        model = Question
        fields = ["domain"]


class QuestionSerializer(serializers.ModelSerializer):
    url = ApiAddress("questions", "slug")
    page = PageAddress()
    title = Texts(help_text=_("One question, in plain words."))
    summary = Texts()
    purpose = Texts(help_text=_("Who reads them, when, and what for."))
    organisation = key_of("slug")
    domain = key_of("slug", allow_null=True)
    state = serializers.ChoiceField(Question.State.choices, read_only=True, help_text=_("As it is now."))
    answers = serializers.IntegerField(
        source="n_released", read_only=True, help_text=_("How many answers are released.")
    )

    class Meta:
        model = Question
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "title",
            "summary",
            "purpose",
            "organisation",
            "domain",
            "opens_on",
            "closes_on",
            "state",
            "answers",
            "is_example",
        ]


class QuestionViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Questions that organisations put to everybody.")
    queryset = Question.objects.public().with_counts().select_related("organisation", "domain")
    serializer_class = QuestionSerializer
    filterset_class = QuestionFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG


class AnswerSerializer(serializers.ModelSerializer):
    page = PageAddress(source="question")
    question = key_of("slug")

    class Meta:
        model = Answer
        fields = read_only_fields = ["page", "question", "text", "name", "language", "received_on"]


class AnswerViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    about = _("What people answered; only what is released.")
    queryset = Answer.objects.public().select_related("question")
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilter
