"""Lists with filters: what narrows them, in words, and the page of them that was asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

PAGE = 20


class FirstPages(Paginator):
    """The first pages of a list that may be too long to count it all; `goes_on` says that there is more of it.

    Its records know of themselves whether they `are_many`, where that was found out already.
    """

    def __init__(self, records, size, most):
        super().__init__(records, size)
        self.most = most

    @cached_property
    def count(self):
        return min(self._counted, self.most)

    @property
    def goes_on(self) -> bool:
        return self._counted > self.most

    @cached_property
    def _counted(self):
        are_many = self.object_list.are_many
        return self.most + 1 if are_many else self.object_list.order_by()[: self.most + 1].count()


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in use: its name, its value in words, and the query of the same list without it."""

    label: str
    value: str
    query: str


def chips(filterset) -> Iterator[Chip]:
    """Yield a chip for each value that narrows the list."""
    for name, field in filterset.form.fields.items():
        chosen = filterset.form.cleaned_data.get(name)
        labels = dict(getattr(field, "choices", ())) if isinstance(chosen, str | list) else {}
        for value in chosen if isinstance(chosen, list) else [chosen]:
            if value:
                yield Chip(str(field.label), str(labels.get(value, value)), without(filterset.data, name, value))


def without(query, name, value) -> str:
    """Return a query that leaves out one value of `name`, and starts at the first page."""
    rest = query.copy()
    rest.pop("page", None)
    rest.setlist(name, [other for other in rest.getlist(name) if isinstance(value, str) and other != value])
    return rest.urlencode()


def without_page(query) -> str:
    """Return a query to which the number of another page can be added."""
    rest = query.copy()
    rest.pop("page", None)
    return f"{rest.urlencode()}&" if rest else ""


def answer(request, filters, templates, offer, pages=Paginator):
    """Return the list that the filters leave, in the first template; in the second its results, when a script asks.

    `offer` prepares the choices of the form, which the results do not show, and returns what else the list shows.
    `pages` divides the list.
    """
    valid = filters.is_valid()
    records = filters.qs if valid else filters.queryset.none()
    page, problem = page_of(pages(records, PAGE), request.GET.get("page"))
    page.object_list = page.object_list.for_list()
    context = {
        "filters": filters,
        "page": page,
        "problem": problem,
        "chips": list(chips(filters)),
        "query": without_page(request.GET),
    }
    whole, results = templates
    only_results = request.htmx and not request.htmx.history_restore_request
    if not only_results:
        context |= offer(filters.form) or {}
    status = 404 if problem else 200 if valid else 400
    response = render(request, results if only_results else whole, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def page_of(pages, asked):
    """Return the page that was asked for, or the nearest there is with a sentence that says so."""
    page = pages.get_page(asked or 1)
    if str(page.number) == (asked or "1"):
        return page, ""
    problem = _("There is no page %(asked)s of this list. This is page %(shown)s of %(last)s.")
    return page, problem % {"asked": asked[:20], "shown": page.number, "last": page.paginator.num_pages}
