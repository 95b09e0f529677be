"""Size classes of municipalities, by how many people live there. Our own: see docs/decisions on comparing places."""

BOUNDS = (10_000, 20_000, 50_000, 100_000)  # the first number of each class after the smallest


def size_of(population: int | None) -> int | None:
    """Return the class of a number of inhabitants, 0 for the smallest; None when it is not known."""
    return None if population is None else sum(population >= bound for bound in BOUNDS)


def bounds_of(size: int) -> tuple[int, int | None]:
    """Return the smallest number of inhabitants in a class, and the smallest above it; None for the largest class."""
    edges = (0, *BOUNDS, None)
    return edges[size], edges[size + 1]
