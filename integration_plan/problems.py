"""Errors of the API as problem details (RFC 9457): a sentence for people, names for programs."""

import json
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers

MEDIA_TYPE = "application/problem+json"

# What each status means, in the manual and in the answer itself.
PROBLEMS = {
    400: (_("Bad request"), _("A parameter does not exist, or has a value that does not: see errors.")),
    404: (_("Not found"), _("There is nothing at this address.")),
    405: (_("Not allowed"), _("The API can only be read: use GET, HEAD or OPTIONS.")),
    406: (_("Not acceptable"), _("The API answers in JSON: leave the Accept header out, or accept application/json.")),
    429: (_("Too many requests"), _("Wait as many seconds as the Retry-After header says, then go on.")),
    500: (_("Fault on our side"), _("Something went wrong here, and it has been recorded. Please try again later.")),
}


class ProblemErrorSerializer(serializers.Serializer):
    parameter = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """What went wrong."""

    type = serializers.URLField(help_text=_("The place in this manual that explains it."))
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text=_("A sentence in the language of the Accept-Language header."))
    errors = ProblemErrorSerializer(many=True, help_text=_("Which parameters are wrong, and why."))


def problem(status, detail=None, errors=(), headers=None):
    """Return an answer that says what went wrong; the sentence of `PROBLEMS` unless `detail` knows better."""
    title, sentence = PROBLEMS.get(status, (HTTPStatus(status).phrase, PROBLEMS[400 if status < 500 else 500][1]))
    body = {
        "type": f"{settings.SITE_URL}{reverse('api:docs')}#problem-{status}",
        "title": str(title),
        "status": status,
        "detail": str(detail or sentence),
        "errors": [{"parameter": name, "detail": str(detail)} for name, details in errors for detail in details],
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=headers or {}
    )


def as_problem(exc, context):
    """Turn what a view of the API raises into a problem; None leaves a fault to the site, which records it."""
    if isinstance(exc, Http404):
        return problem(404)
    if isinstance(exc, exceptions.ValidationError):
        return problem(400, errors=exc.detail.items())
    if isinstance(exc, exceptions.NotFound):
        return problem(404, exc.detail)
    if isinstance(exc, exceptions.APIException):
        wait = getattr(exc, "wait", None)
        return problem(exc.status_code, headers={"Retry-After": str(int(wait) + 1)} if wait is not None else None)
    return None
