"""A shelf holds what was made of the data of one moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from integration_plan.shelf import Shelf


@pytest.fixture
def shelf():
    return Shelf(most=100)


def test_a_thing_is_there_at_its_own_moment_only(shelf):
    shelf.put("monday", "page", "made on monday", size=1)

    assert shelf.take("monday", "page") == "made on monday"
    assert shelf.take("tuesday", "page") is None
    assert shelf.take("monday", "other page") is None


def test_what_is_put_at_another_moment_takes_the_place_of_all_that_was_there(shelf):
    shelf.put("monday", "page", "old", size=20)
    shelf.put("tuesday", "other page", "new", size=20)

    assert shelf.take("monday", "page") is None
    assert shelf.take("tuesday", "page") is None
    assert shelf.size == 20


def test_what_nobody_asked_for_longest_goes_first(shelf):
    for name in "abcd":
        shelf.put("now", name, name, size=25)
    shelf.take("now", "a")

    shelf.put("now", "e", "e", size=10)

    assert [name for name in "abcde" if shelf.take("now", name)] == ["a", "c", "d", "e"]
    assert shelf.size == 85


def test_a_thing_that_is_put_twice_counts_once_and_one_that_is_too_large_not_at_all(shelf):
    shelf.put("now", "page", "first", size=20)
    shelf.put("now", "page", "second", size=25)
    shelf.put("now", "large", "large", size=26)

    assert shelf.take("now", "page") == "second"
    assert shelf.take("now", "large") is None
    assert shelf.size == 25


@pytest.fixture
def others(shelf):
    """Return a function that lets eight others make a page, and waits until all of them wait for their turn."""
    with ThreadPoolExecutor(8) as threads:

        def want(make):
            def in_turn():
                with shelf.turn("now", "page"):
                    return shelf.take("now", "page") or make()

            pages = [threads.submit(in_turn) for _other in range(8)]
            while len(shelf.being_made["now", "page"]._cond._waiters) < 8:
                time.sleep(0.001)
            return pages

        yield want


def test_many_who_want_the_same_thing_at_once_have_it_made_once(shelf, others):
    with shelf.turn("now", "page"):
        pages = others(lambda: "made again")
        shelf.put("now", "page", "made once", size=1)

    assert {page.result() for page in pages} == {"made once"}
    assert not shelf.being_made


def test_what_cannot_be_kept_is_made_by_all_who_waited_side_by_side(shelf, others):
    side_by_side = Barrier(8)

    def make():
        side_by_side.wait(10)
        return "own"

    with shelf.turn("now", "page"):
        pages = others(make)  # and puts nothing on the shelf

    assert [page.result() for page in pages] == ["own"] * 8
    assert not shelf.being_made
