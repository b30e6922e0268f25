"""Accounts and cohorts are tested on both databases, with a clock that stands still."""

from dataclasses import dataclass

import pytest

from clearsight.people import Cohorts, Feedback, Members, People
from clearsight.store import Store
from tests.store.conftest import Clock, clock, other, socket, store, url

__all__ = ["clock", "other", "socket", "store", "url"]


@dataclass
class Place:
    """What one test works with."""

    store: Store
    clock: Clock
    people: People
    cohorts: Cohorts
    members: Members
    feedback: Feedback


@pytest.fixture
def place(store: Store, clock: Clock) -> Place:
    """Accounts and cohorts in an empty database."""
    database = store.database
    return Place(
        store,
        clock,
        People(database, b"k" * 32, clock=clock),
        Cohorts(database, clock=clock),
        Members(database, clock=clock),
        Feedback(database, b"k" * 32, clock=clock),
    )
