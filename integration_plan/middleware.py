"""What answers to machines have in common."""

import re

import brotli
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_vary_headers

from integration_plan.problems import MEDIA_TYPE, problem

SMALLEST = 200  # bytes; less does not become smaller
PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def open_data(get_response):
    """Serve the API and the files of open data: to programs on every site, compressed, errors as problems.

    What has not changed is a 304, except a file: that one is not known before it is read. It is safe to compress
    these answers: nothing in them is secret.
    """
    answer = GZipMiddleware(in_brotli(ConditionalGetMiddleware(errors_as_problems(get_response))))

    def middleware(request):
        if not request.path_info.startswith(("/api/", "/data/")) or request.path_info.endswith("/docs/"):
            return get_response(request)
        response = HttpResponse(status=204, headers=PREFLIGHT) if request.method == "OPTIONS" else answer(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    return middleware


def errors_as_problems(get_response):
    """Say also of errors that never reached a view of the API what they are."""

    def middleware(request):
        response = get_response(request)
        if response.status_code >= 400 and response["Content-Type"] != MEDIA_TYPE:
            return problem(response.status_code)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return middleware


def in_brotli(get_response):
    """Compress with Brotli for who reads it; others get gzip."""

    def middleware(request):
        response = get_response(request)
        if not response.has_header("ETag") or len(response.content) < SMALLEST:
            return response  # no answer to GET, or not worth it
        patch_vary_headers(response, ["Accept-Encoding"])
        if re.search(r"\bbr\b", request.headers.get("Accept-Encoding", "")):
            response.content = brotli.compress(response.content, quality=5)
            response["Content-Encoding"] = "br"
            response["Content-Length"] = str(len(response.content))
            response["ETag"] = f"W/{response['ETag'].removeprefix('W/')}"
        return response

    return middleware
