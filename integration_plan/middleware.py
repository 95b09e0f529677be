"""What answers to machines have in common."""

from django.http import HttpResponse

from integration_plan.problems import MEDIA_TYPE, problem

# The same for everybody, whatever cookie comes along.
MACHINES = ("/api/", "/data/", "/calendar/", "/feeds/")
PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def open_data(get_response):
    """Serve what is for machines to programs on every site, and say of errors what they are."""

    def middleware(request):
        if not request.path_info.startswith(MACHINES) or request.path_info.endswith("/docs/"):
            return get_response(request)
        response = HttpResponse(status=204, headers=PREFLIGHT) if request.method == "OPTIONS" else get_response(request)
        if response.status_code >= 400 and response["Content-Type"] != MEDIA_TYPE:
            response = problem(response.status_code)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    return middleware
