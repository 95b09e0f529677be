"""Sums of the published measures that the database keeps, so that a page need not visit each measure.

What a measure counts for follows from its row, its milestones, reports and money (`parts.SELECT`), and never from the
day it is read: a measure is not "late" here, but due on a day, and a page adds up the days that have passed. So nothing
has to happen at midnight, and any day's answer is a sum.

Triggers of the database keep the sums with every write, however it is done (`on_sqlite`, `on_postgresql`);
`check_integrity` compares them with the measures.
"""

from domains.rollup.keeping import install, is_right, make, make_way
from domains.rollup.reading import Sums

__all__ = ["Sums", "install", "is_right", "make", "make_way"]
