"""The parameters every collection of the API takes: its filters, `page`, `page_size` and `fields`.

What does not exist is refused, since an answer to another question than the one asked misleads.
"""

from django.conf import settings
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param


class Filters(DjangoFilterBackend):
    """Narrow a collection by its FilterSet, after a look at every parameter."""

    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset_class(view, queryset)
        filters = filterset.base_filters if filterset and view.action == "list" else {}
        pages = ["page", "page_size"] if view.action == "list" else []
        refuse_unknown_parameters(request, [*filters, *pages, "fields"])
        refuse_repetition(request, filters)
        refuse_unknown_fields(request, view)
        return super().filter_queryset(request, queryset, view)


def refuse_unknown_parameters(request, known):
    message = _("There is no such parameter. These exist: %(known)s.") % {"known": ", ".join(known)}
    if errors := {name: [message] for name in request.GET if name not in known}:
        raise ValidationError(errors)


def refuse_repetition(request, filters):
    """Refuse a second value where only one counts."""
    several = {name for name, choice in filters.items() if isinstance(choice, MultipleChoiceFilter)}
    if errors := {
        name: [_("Give this parameter once.")]
        for name, values in request.GET.lists()
        if len(values) > 1 and name not in several
    }:
        raise ValidationError(errors)


def asked_fields(request):
    """Return the names in `fields=`; nothing means all."""
    return [name for name in request.query_params.get("fields", "").split(",") if name]


def refuse_unknown_fields(request, view):
    if asked := asked_fields(request):
        known = list(view.get_serializer_class()().fields)
        message = _("There is no field %(name)s. These exist: %(known)s.")
        if errors := [message % {"name": name, "known": ", ".join(known)} for name in asked if name not in known]:
            raise ValidationError({"fields": errors})


class SparseJSONRenderer(JSONRenderer):
    """JSON of the fields that were asked for."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if asked := asked_fields(renderer_context["request"]):
            if "results" in data:
                data = {**data, "results": [only(asked, item) for item in data["results"]]}
            else:
                data = only(asked, data)
        return super().render(data, accepted_media_type, renderer_context)


def only(names, item):
    return {name: value for name, value in item.items() if name in names}


class Pages(PageNumberPagination):
    """Numbered pages, with the addresses of the next and the previous one."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    page_query_description = _("Which page; the first one unless told.")
    page_size_query_description = _("How many items on a page, 1 to 200; 50 unless told.")

    def paginate_queryset(self, queryset, request, view=None):
        """Return the page as a queryset that is not read yet, so that a view can ask for more about its records."""
        self.request = request
        number = whole_number(request, "page", 1)
        paginator = Paginator(queryset, whole_number(request, "page_size", self.page_size, self.max_page_size))
        if number > paginator.num_pages:
            message = _("There is no page %(number)s: the last one is page %(last)s.")
            raise NotFound(message % {"number": number, "last": paginator.num_pages})
        self.page = paginator.page(number)
        return self.page.object_list

    def get_paginated_response(self, items):
        page = self.page
        return Response(
            {
                "count": page.paginator.count,
                "next": self.address(page.number + 1) if page.has_next() else None,
                "previous": self.address(page.number - 1) if page.has_previous() else None,
                "results": items,
            }
        )

    def get_paginated_response_schema(self, schema):
        """Say in the description of the API what `get_paginated_response` returns."""
        address = {"type": ["string", "null"], "format": "uri"}
        properties = {"count": {"type": "integer"}, "next": address, "previous": address, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def address(self, number):
        return replace_query_param(settings.SITE_URL + self.request.get_full_path(), self.page_query_param, number)


def whole_number(request, name, usual, most=10**9):
    """Return a parameter that is a number from 1; `usual` when it was not given."""
    text = request.query_params.get(name) or str(usual)
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most:
        return int(text)
    message = _("Give a whole number from 1 to %(most)s.") if most < 10**9 else _("Give a whole number from 1.")
    raise ValidationError({name: [message % {"most": most}]})
