"""What every part of the store is made of: the one connection, and how it is read and written."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

Guard = Callable[[], AbstractContextManager[None]]


class Drawer:
    """A part of the store, with tables of its own.

    Args:
        connection: The store's.
        reading: Says in words what the system refuses.
        writing: The same around a transaction: all or nothing.
    """

    def __init__(self, connection: sqlite3.Connection, *, reading: Guard, writing: Guard) -> None:
        self._connection = connection
        self._reading = reading
        self._writing = writing
