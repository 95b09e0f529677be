"""Several who work at once, each with a connection of its own, as in real life."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from django.db import DEFAULT_DB_ALIAS

from benchmarks import databases


def all_at_once(database, *tasks):
    """Run each task in a thread with a connection of its own; return what they return."""

    def run(task):
        own = type(database)(database.settings_dict, DEFAULT_DB_ALIAS)
        with closing(own), databases.connected_to(own):
            return task()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return [answer.result() for answer in [threads.submit(run, task) for task in tasks]]
