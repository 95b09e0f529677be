"""Every address of the site, found in its URL patterns: what is added later is asked too, without a thought."""

from itertools import product

from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation


def patterns(resolver=None, namespaces=()):
    """Yield the name of every address, and the names of the parts of it that are filled in."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inside = [*namespaces, pattern.namespace] if pattern.namespace else namespaces
            yield from patterns(pattern, inside)
        elif pattern.name:
            yield ":".join([*namespaces, pattern.name]), tuple(pattern.pattern.regex.groupindex)


def addresses(name, parts, values):
    """Yield the address with each of the values that can stand in its parts; `values` are by the name of a part."""
    unknown = set(parts) - values.keys()
    assert not unknown, f"{name}: say in tests/test_permissions.py what can stand for {unknown}"
    for chosen in product(*(values[part] for part in parts)):
        with translation.override("nl"):
            try:
                yield reverse(name, kwargs=dict(zip(parts, chosen, strict=True)))
            except NoReverseMatch:
                continue
