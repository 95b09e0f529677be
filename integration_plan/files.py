"""Files of open data: sent while they are read, so that their size does not matter."""

import csv
import json
from io import StringIO
from itertools import islice

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from rest_framework.exceptions import ValidationError

from domains.correction_files import FILES as CORRECTIONS
from domains.dialogue_files import FILES as DIALOGUES
from domains.files import FILES as DOMAINS
from domains.partnership_files import FILES as TOGETHER
from domains.workbooks import in_csv
from funding.files import FILES as FUNDING
from integration_plan.parameters import refuse_repetition, refuse_unknown_parameters
from integration_plan.problems import problem
from integration_plan.visits import FILES as VISITS
from partnerships.api import page_address
from partnerships.files import AT_ONCE
from partnerships.files import FILES as PARTNERSHIPS

ORDER = [
    "measures",
    "kpis",
    "allocations",
    "applications",
    "operations",
    "gaps",
    "calls",
    "dialogues",
    "conclusions",
    "consultations",
    "contributions",
    "partnerships",
    "members",
    "answers",
    "corrections",
    "objectives",
    "plans",
    "actions",
    "territories",
    "visits",
]
FILES = {
    noun: {**DOMAINS, **DIALOGUES, **TOGETHER, **CORRECTIONS, **FUNDING, **PARTNERSHIPS, **VISITS}[noun]
    for noun in ORDER
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@gzip_page
@require_safe
def data_file(request, noun, ending):
    """One file of open data, narrowed by the filters in the address."""
    if noun not in FILES or ending not in FORMATS:
        raise Http404
    file, today = FILES[noun], timezone.localdate()
    try:
        filters = asked(file, request)
    except ValidationError as error:
        return problem(400, errors=error.detail.items())
    media_type, written = FORMATS[ending]
    meta = {
        "file": noun,
        "as_of": today,
        "address": settings.SITE_URL + request.get_full_path(),
        "licence": LICENCE,
        "described_by": page_address("open_data"),
    }
    rows = file.rows(filters) if request.method == "GET" else iter(())
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{noun}-{today}.{ending}"',
        "Link": f'<{LICENCE}>; rel="license", <{meta["described_by"]}>; rel="describedby"',
    }
    return StreamingHttpResponse(written(file, rows, meta), content_type=media_type, headers=headers)


def asked(file, request, *others):
    """Return the filters of an address; refuse what would be ignored or does not exist, with a sentence for each."""
    refuse_unknown_parameters(request, [*file.filters.base_filters, *others])
    refuse_repetition(request, file.filters.base_filters)
    filters = file.filters(request.GET, file.public())
    if not filters.is_valid():
        raise ValidationError(filters.errors)
    return filters


def in_chunks(rows):
    """Yield lists of rows, so that not each row is a message of its own."""
    while chunk := list(islice(rows, AT_ONCE)):
        yield chunk


def as_csv(file, rows, meta):
    """Yield a file that Excel opens right in Belgium, as the staff's own: semicolons, a decimal comma, UTF-8.

    What the Commission's validator reads has commas between columns, and no mark before its first name.
    """
    mark, delimiter = ("", ",") if file.is_in_commissions_form else ("\ufeff", ";")
    yield mark + _lines([names_of(file)], delimiter)
    for chunk in in_chunks(rows):
        yield _lines(chunk, delimiter)


def names_of(file):
    return [column.name for column in file.columns]


def _lines(rows, delimiter):
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(map(in_csv, row) for row in rows)
    return text.getvalue()


def as_json(file, rows, meta):
    """Yield a file for programs: what it is under `meta`, the rows under `results`, with the notation of the API."""
    names = names_of(file)
    yield f'{{"meta": {_json(meta)},\n"results": ['
    separator = "\n"
    for chunk in in_chunks(rows):
        yield separator + ",\n".join(_json(dict(zip(names, row, strict=True))) for row in chunk)
        separator = ",\n"
    yield "\n]}\n"


def _json(value):
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


FORMATS = {"csv": ("text/csv; charset=utf-8; header=present", as_csv), "json": ("application/json", as_json)}
