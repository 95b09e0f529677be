"""Precedents: operations much like what a title says, in whichever language they are."""

from itertools import combinations

from funding.models import Operation
from funding.operations.concepts import concepts_in, likeness
from partnerships.search import Asked, matches, together
from partnerships.words import words_of

CONCEPTS, LOOKED_AT, SHOWN = 5, 20, 5


def like(titles, leave_out=None, shown=SHOWN):
    """Return a few operations that share two concepts with the titles, those that share most first; two queries.

    Of each pair of concepts only some are looked at, so that a common one takes no longer.
    """
    concepts = concepts_in(tuple(dict.fromkeys(word for title in titles for word in words_of(title))))[:CONCEPTS]
    pairs = list(combinations(concepts, 2)) or [(concept,) for concept in concepts]
    found = dict(
        together(
            [
                Operation.objects.filter(matches(Asked(pair, in_titles=True, most=LOOKED_AT)))
                .exclude(pk=leave_out)
                .order_by()
                .values_list("pk", "title")[:LOOKED_AT]
                for pair in pairs
            ]
        )
        if pairs
        else []
    )
    apart = {title: pk for pk, title in found.items()}  # the same title again tells nothing new
    best = sorted(apart, key=lambda title: (-likeness(title, concepts), len(title)))[:shown]
    operations = Operation.objects.select_related("source_list", "fund").in_bulk([apart[title] for title in best])
    return [operations[apart[title]] for title in best]
