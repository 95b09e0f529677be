"""The manual of the API: made from its description, so that the two never differ."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integration_plan.problems import PROBLEMS

KINDS = {
    "string": _("text"),
    "uri": _("web address"),
    "date": _("date"),
    "date-time": _("date and time"),
    "decimal": _("decimal number, as text"),
    "integer": _("whole number"),
    "number": _("number"),
    "double": _("number"),
    "boolean": _("true or false"),
    "object": _("object of texts"),
}

# Real questions with the answers that a test gets for them.
EXAMPLES = [
    (
        "list",
        _("The running measures of a place, with four fields of each"),
        "/api/v1/measures/?territory=44021&status=running&fields=reference,title,domain,budget_eur",
    ),
    ("item", _("One measure with all its fields"), "/api/v1/measures/m-7k2q9xwd/"),
    ("progress", _("How far a domain is"), "/api/v1/progress/?domain=housing"),
    ("problem", _("A value that does not exist"), "/api/v1/measures/?domain=hosing"),
]
EXAMPLE_SITE = "https://integratieplan.example"
ANSWERS = Path(__file__).with_name("manual_answers.json")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field, in words."""

    name: str
    kind: str
    values: list[str]
    may_be_null: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What a reader of the manual wants to know of one collection."""

    name: str
    about: str
    address: str
    item_address: str | None
    parameters: list[Field]
    fields: list[Field]


def collections(description):
    """Yield every collection in the description of the API."""
    schemas, paths = description["components"]["schemas"], description["paths"]
    for path, operations in paths.items():
        if "{" in path:
            continue
        operation = operations["get"]
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        item = resolve(answer, schemas)["properties"]["results"]["items"]
        yield Collection(
            name=operation["tags"][0],
            about=operation["description"],
            address=path,
            item_address=next((other for other in paths if other.startswith(f"{path}{{")), None),
            parameters=[
                field(parameter["name"], {**parameter["schema"], "description": parameter["description"]}, schemas)
                for parameter in operation["parameters"]
            ],
            fields=list(fields(item, schemas)),
        )


def resolve(schema, schemas):
    """Return a schema with what it refers to put in its place; its own words go before those."""
    for part in (schema, *schema.get("allOf", ()), *schema.get("oneOf", ())):
        if "$ref" in part:
            return {**schemas[part["$ref"].rpartition("/")[2]], "name": part["$ref"].rpartition("/")[2], **schema}
    return schema


def fields(schema, schemas, before=""):
    """Yield the fields of an object, those of objects in it after it: kpis, kpis.name, kpis.unit."""
    for name, own in resolve(schema, schemas)["properties"].items():
        yield field(before + name, own, schemas)
        inner = resolve(own.get("items", {}), schemas)
        if "properties" in inner:
            yield from fields(inner, schemas, f"{before}{name}.")


def field(name, own, schemas):
    """Return one parameter or field in words; what it means is said beside it, not where its kind is described."""
    schema = resolve(own, schemas)
    inner = resolve(schema.get("items", {}), schemas)
    types = schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type")]
    return Field(
        name=name,
        kind=kind(schema, types[0], inner),
        values=schema.get("enum") or inner.get("enum") or [],
        may_be_null="null" in types,
        meaning=(own.get("description") or own.get("title") or "").partition("*")[0].strip(),
    )


def kind(schema, kind_of_value, inner):
    """Return in words what a value is."""
    if schema.get("name") == "Texts":
        return _("a text in each language")
    if "properties" in inner:
        return _("list of objects")
    if kind_of_value == "array":
        return _("list of texts")
    return KINDS.get(schema.get("format"), KINDS[kind_of_value])


def examples():
    """Return (title, address, status, answer) of the examples, with the address of this site in them."""
    answers = json.loads(ANSWERS.read_text())
    return [
        (title, settings.SITE_URL + address, answers[name]["status"], here(answers[name]["answer"]))
        for name, title, address in EXAMPLES
    ]


def here(answer):
    return json.dumps(answer, indent=2, ensure_ascii=False).replace(EXAMPLE_SITE, settings.SITE_URL)


def problems():
    """Return (status, title, what to do) of every problem."""
    return [(status, *words) for status, words in PROBLEMS.items()]
