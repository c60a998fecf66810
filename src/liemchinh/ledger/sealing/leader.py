"""One leader: whoever seals holds a lock of this machine and, on PostgreSQL, one of the database.

A lock is better than a lease with an hour on it: it ends with the process that held it, whatever the clock says.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from liemchinh.ledger.sealing.files import published

ADVISORY_LOCK = (1_954_052, 2_027)


@contextmanager
def leading() -> Iterator[bool]:
    """Whether this process leads while inside; another one that leads already makes it False, without waiting.

    The database's lock belongs to the connection: a connection that broke has lost it, so leave on any error.
    """
    path = published() / "seal.lock"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        if connection.vendor != "postgresql":
            yield True
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", ADVISORY_LOCK)
            led = bool(cursor.fetchone()[0])
        try:
            yield led
        finally:
            if led and connection.connection is not None and not connection.connection.closed:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", ADVISORY_LOCK)
