"""Calls: what one can apply for, for machines."""

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets

from funding.expiry import until_a_call_changes
from funding.filters import CallFilter
from funding.models import Call
from funding.questions import QUESTIONS
from funding.words import STATES
from partnerships.api import SLUG, SOURCED, ApiAddress, PageAddress, Texts, key_of


def some_of(question, **kwargs):
    """Return a field of the answers to a question of the finder."""
    choices = serializers.ChoiceField(QUESTIONS[question].choices)
    return serializers.ListField(child=choices, read_only=True, **kwargs)


def euros(source, **kwargs):
    return serializers.DecimalField(15, 2, source=source, read_only=True, allow_null=True, **kwargs)


class CallSerializer(serializers.ModelSerializer):
    url = ApiAddress("calls", "code")
    page = PageAddress()
    state = serializers.ChoiceField(list(STATES.items()), read_only=True, help_text=_("As it is now."))
    fund = key_of("slug")
    programme = key_of("slug", allow_null=True)
    territory = key_of("code")
    domains = key_of("slug", many=True)
    title = Texts()
    summary = Texts()
    objective = Texts(help_text=_("The policy objective or specific objective, as the call names it."))
    applicants = Texts(help_text=_("In the words of the call, with its conditions."))
    applicant = some_of("applicant", help_text=_("Kinds of applicants; empty: everybody, as far as is known."))
    type = some_of("type", help_text=_("Kinds of work; empty: all, as far as is known."))
    amount_eur = euros("amount", help_text=_("Null where it is not stated."))
    min_grant_eur = euros("min_grant")
    max_grant_eur = euros("max_grant")
    rate_percent = serializers.DecimalField(5, 2, source="rate", read_only=True, allow_null=True)
    opens_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text=_("Null: not known yet."))
    deadline = serializers.DateTimeField(read_only=True, allow_null=True, help_text=_("Null: there is none."))
    start_preparing_on = serializers.DateField(
        read_only=True, allow_null=True, help_text=_("A fixed time before the deadline.")
    )
    is_uncertain = serializers.BooleanField(
        read_only=True, help_text=_("Nobody has read its source for long: it may have changed.")
    )

    class Meta:
        model = Call
        fields = read_only_fields = [
            "url",
            "page",
            "code",
            "state",
            "title",
            "summary",
            "fund",
            "programme",
            "territory",
            "domains",
            "objective",
            "applicants",
            "applicant",
            "type",
            "amount_eur",
            "min_grant_eur",
            "max_grant_eur",
            "rate_percent",
            "opens_at",
            "deadline",
            "start_preparing_on",
            "contact_name",
            "contact_email",
            "website",
            "is_uncertain",
            "is_example",
            *SOURCED,
        ]


@method_decorator(until_a_call_changes, name="dispatch")
class CallViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Calls that one can apply for, now or soon, and those of before; the next to close come first.")
    queryset = Call.objects.select_related("fund", "programme", "territory").prefetch_related("domains")
    serializer_class = CallSerializer
    filterset_class = CallFilter
    lookup_field = "code"
    lookup_value_regex = SLUG

    def get_queryset(self):
        return super().get_queryset().nearest_first(timezone.now())
