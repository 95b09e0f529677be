"""Pages of progress are read through a lens: it is the view's second argument."""

from functools import wraps

from django.shortcuts import render

from domains import lens


def through_a_lens(view):
    """Give a view the lens that the address asks for; when there is none such, say so instead of showing figures."""

    @wraps(view)
    def read_first(request, **kwargs):
        looked_through, problem = lens.read(request.GET)
        if problem:
            return render(
                request, "domains/no_such_lens.html", {"lens": looked_through, "problem": problem}, status=400
            )
        return view(request, looked_through, **kwargs)

    return read_first
