"""The plan, its domains, objectives and actions, and what helps a reader on."""

from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, viewsets

from domains.filters import ActionFilter, ContactFilter, DocumentFilter, DomainFilter, ObjectiveFilter
from domains.models import Action, ActionPlan, Contact, Document, Domain, Objective, TargetGroup
from partnerships.api import SLUG, SOURCED, ApiAddress, PageAddress, Texts, key_of


class PlanSerializer(serializers.ModelSerializer):
    url = ApiAddress("plans", "slug")
    page = PageAddress()
    title = Texts()
    summary = Texts()
    owner = key_of("slug", allow_null=True)
    successor = key_of("slug", allow_null=True, help_text=_("The plan that goes on with this one."))

    class Meta:
        model = ActionPlan
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "title",
            "summary",
            "starts_on",
            "ends_on",
            "owner",
            "reference",
            "successor",
            *SOURCED,
        ]


class PlanViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Action plans, each with its period and owner.")
    queryset = ActionPlan.objects.select_related("owner", "successor")
    serializer_class = PlanSerializer
    lookup_field = "slug"
    lookup_value_regex = SLUG


class DomainSerializer(serializers.ModelSerializer):
    url = ApiAddress("domains", "slug")
    page = PageAddress()
    plan = key_of("slug")
    title = Texts()
    description = Texts()

    class Meta:
        model = Domain
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "plan",
            "number",
            "kind",
            "title",
            "description",
            *SOURCED,
        ]


class DomainViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("The themes of a plan.")
    queryset = Domain.objects.select_related("plan")
    serializer_class = DomainSerializer
    filterset_class = DomainFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG


class ObjectiveSerializer(serializers.ModelSerializer):
    url = ApiAddress("objectives", "code")
    page = PageAddress()
    plan = key_of("slug", source="domain.plan")
    domain = key_of("slug")
    title = Texts()
    description = Texts()
    related = key_of("code", many=True, help_text=_("Objectives of other plans that want the same."))
    successor = key_of("code", allow_null=True, help_text=_("The objective that goes on with it in the next plan."))

    class Meta:
        model = Objective
        fields = read_only_fields = [
            "url",
            "page",
            "code",
            "plan",
            "domain",
            "title",
            "description",
            "related",
            "successor",
            *SOURCED,
        ]


class ObjectiveViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("What a domain wants to reach.")
    queryset = Objective.objects.select_related("domain__plan", "successor").prefetch_related("related")
    serializer_class = ObjectiveSerializer
    filterset_class = ObjectiveFilter
    lookup_field = "code"
    lookup_value_regex = SLUG


class ActionSerializer(serializers.ModelSerializer):
    url = ApiAddress("actions", "code")
    page = PageAddress()
    plan = key_of("slug")
    domain = key_of("slug", allow_null=True, help_text=_("Null for an action across all domains: see area."))
    area = serializers.ChoiceField(Action.Area.choices, allow_blank=True, read_only=True)
    title = Texts()
    note = Texts()
    objectives = key_of("code", many=True)
    types = serializers.ListField(child=serializers.ChoiceField(Action.Type.choices), read_only=True)

    class Meta:
        model = Action
        fields = read_only_fields = [
            "url",
            "page",
            "code",
            "number",
            "plan",
            "domain",
            "area",
            "title",
            "note",
            "objectives",
            "status",
            "types",
            *SOURCED,
        ]


class ActionViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("What the EU, a state or a region promised, with the status its owner gives it.")
    queryset = Action.objects.select_related("plan", "domain").prefetch_related("objectives")
    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    lookup_field = "code"
    lookup_value_regex = SLUG


class TargetGroupSerializer(serializers.ModelSerializer):
    url = ApiAddress("target-groups", "slug")
    page = PageAddress()
    name = Texts()
    definition = Texts()

    class Meta:
        model = TargetGroup
        fields = read_only_fields = ["url", "page", "slug", "name", "definition", *SOURCED]


class TargetGroupViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Whom measures can be meant for in particular. A measure without any is for everybody.")
    queryset = TargetGroup.objects.all()
    serializer_class = TargetGroupSerializer
    lookup_field = "slug"
    lookup_value_regex = SLUG


class DocumentSerializer(serializers.ModelSerializer):
    url = ApiAddress("documents", "slug")
    page = PageAddress("plan")
    plan = key_of("slug")
    domain = key_of("slug", allow_null=True, help_text=_("Null for a document about the whole plan."))
    title = Texts(help_text=_("The official title; empty where there is none in that language."))
    link = serializers.URLField(source="url", read_only=True, help_text=_("Where the document itself is found."))

    class Meta:
        model = Document
        fields = read_only_fields = [
            "url",
            "page",
            "slug",
            "plan",
            "domain",
            "kind",
            "title",
            "reference",
            "celex",
            "link",
            "published_on",
            *SOURCED,
        ]


class DocumentViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Texts about a plan or one of its domains, under their official titles.")
    queryset = Document.objects.select_related("plan", "domain")
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG


class ContactSerializer(serializers.ModelSerializer):
    page = PageAddress("organisation")
    organisation = key_of("slug")
    domain = key_of("slug", allow_null=True, help_text=_("Null for a contact that answers for every domain."))
    role = Texts()
    link = serializers.URLField(source="url", read_only=True, help_text=_("A web page where they can be reached."))

    class Meta:
        model = Contact
        fields = read_only_fields = [
            "page",
            "organisation",
            "domain",
            "role",
            "name",
            "email",
            "phone",
            "link",
            "confirmed_on",
            "is_example",
        ]


class ContactViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    about = _("Whom to ask about a domain or at an organisation: a service; a person is named only if she agreed.")
    queryset = Contact.objects.select_related("organisation", "domain")
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
