"""Rules about the code itself."""

import ast

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.utils.functional import Promise

from tests import factories

ROOT = settings.BASE_DIR
LAYERS = ["partnerships", "accounts", "domains", "funding", "integration_plan"]
OWN_MODELS = [
    model for layer in LAYERS for model in apps.get_app_config(layer).get_models() if "Historical" not in model.__name__
]
FOUND_BY_NAME = (  # by Django or allauth
    *("admin/", "registration/", "account/", "mfa/", "socialaccount/", "usersessions/"),
    *("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"),
)
TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html"))


def imported_modules(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("layer", LAYERS)
def test_apps_import_only_from_apps_below(layer):
    above = {*LAYERS[LAYERS.index(layer) + 1 :], "tests"}
    for path in (ROOT / layer).rglob("*.py"):
        assert not above & {module.split(".")[0] for module in imported_modules(path)}, path


@pytest.mark.parametrize(
    "module",
    [
        "domains/charts.py",
        "domains/eurostat.py",
        "domains/eurostat_labels.py",
        "domains/maps.py",
        "domains/outcomes.py",
        "domains/plausibility.py",
        "domains/progress.py",
        "domains/publication.py",
        "funding/chain.py",
        "funding/cofinancing.py",
        "funding/matching.py",
        "partnerships/outlines.py",
        "partnerships/colours.py",
        "partnerships/places.py",
        "partnerships/sizes.py",
    ],
)
def test_modules_of_meaning_know_nothing_of_django(module):
    assert not [name for name in imported_modules(ROOT / module) if name.startswith("django")]


def test_no_module_is_named_after_nothing():
    names = {path.stem for layer in LAYERS for path in (ROOT / layer).rglob("*.py")}
    assert not names & {"utils", "helpers", "common", "core", "services", "misc"}


def test_every_template_compiles_and_is_used():
    sources = [
        *(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")),
        *(ROOT / "templates").rglob("*.html"),
    ]
    code = "".join(path.read_text() for path in sources)
    for name in TEMPLATES:
        get_template(name)
        assert name.startswith(FOUND_BY_NAME) or f'"{name}"' in code, f"{name} is used nowhere"


def test_every_component_says_what_it_takes():
    for name in TEMPLATES:
        if name.startswith("components/"):
            assert "Takes:" in (ROOT / "templates" / name).read_text(), name


@pytest.mark.django_db
@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_every_model_has_a_factory_whose_record_is_valid_and_reads_well(model):
    record = getattr(factories, f"{model.__name__}Factory")()
    record.full_clean()
    assert str(record).strip()


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_every_model_has_a_purpose_and_a_name_in_the_reader_s_language(model):
    assert not model.__doc__.startswith(f"{model.__name__}(")
    for name in ("verbose_name", "verbose_name_plural"):
        assert isinstance(model._meta.original_attrs[name], Promise)
