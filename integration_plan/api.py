"""The API: its collections, its description (OpenAPI) and its manual."""

from functools import cache

from django.conf import settings
from django.shortcuts import render
from django.urls import include, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import api_view, renderer_classes
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from domains.api import COLLECTIONS as DOMAINS
from funding.api import COLLECTIONS as FUNDING
from integration_plan import manual
from integration_plan.problems import MEDIA_TYPE, PROBLEMS, ProblemSerializer
from partnerships.api import COLLECTIONS as PARTNERSHIPS

COLLECTIONS = {**DOMAINS, **FUNDING, **PARTNERSHIPS}


class Description(AutoSchema):
    """How one address of the API is described."""

    def get_description(self):
        return str(self.view.about)

    def get_override_parameters(self):
        about = _("Only these fields, with commas between them: reference,title.")
        return [OpenApiParameter("fields", str, description=str(about))]

    def get_response_serializers(self):
        problems = {
            (status, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, str(PROBLEMS[status][1]))
            for status in (400, 404, 406, 429, 500)
        }
        return {200: super().get_response_serializers(), **problems}


@extend_schema(exclude=True)
@api_view(["GET", "HEAD"])
@renderer_classes([JSONRenderer])
def root(request):
    """What there is to read."""
    addresses = {name: reverse(f"api:{name}-list") for name in COLLECTIONS}
    more = {name: reverse(f"api:{name}") for name in ("schema", "docs")}
    return Response({name: settings.SITE_URL + address for name, address in {**addresses, **more}.items()})


@cache
def description_in(language):
    """Return the description of the API in the reader's language, made once: it changes with the code only."""
    return SchemaGenerator().get_schema(request=None, public=True)


@extend_schema(exclude=True)
@api_view(["GET", "HEAD"])
@renderer_classes([OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer])
def schema(request, format=None):  # noqa: A002 the name that decides between the renderers
    """The description of the API for programs (OpenAPI 3.1), as JSON or YAML."""
    return Response(description_in(get_language()))


def docs(request):
    """The manual for people who write programs: beside the API in their browser's language, and as a page in each."""
    description = description_in(get_language())
    return render(
        request,
        "api/docs.html",
        {
            "lasting_address": reverse("api_manual"),
            "collections": list(manual.collections(description)),
            "examples": manual.examples(),
            "problems": manual.problems(),
        },
    )


router = SimpleRouter()
for name, viewset in COLLECTIONS.items():
    router.register(name, viewset, basename=name)

app_name = "api"
urlpatterns = [
    path("", root, name="root"),
    path("docs/", docs, name="docs"),
    path("schema/", schema, name="schema"),
    path("schema.<slug:format>", schema, name="schema_as"),
    path("", include(router.urls)),
]
