"""The product's own server (`liemchinh.serving`, same granian settings) with the bare views beside its pages.

    python bench/_server.py AUDIENCE [naked]

`naked` answers without any middleware. A request that carries `X-Count` gets the number of its SQL statements back
in `X-Queries`; BEGIN, COMMIT and SAVEPOINT are not counted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from liemchinh import prepare, serving

UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")


def counting(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """`application`, telling on demand how many statements a request needed."""
    from django.db import connection

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if "HTTP_X_COUNT" not in environ:
            return application(environ, start)
        seen: list[str] = []

        def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if not sql.startswith(UNCOUNTED):
                seen.append(sql)
            return execute(sql, *rest)

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [*headers, ("X-Queries", str(len(seen)))], *more)

        with connection.execute_wrapper(note):
            return application(environ, begin)

    return answer


def main(audience: str, *, naked: bool) -> None:
    """Serve until told to stop."""
    product = serving._application

    def with_bare(name: str) -> Any:
        from django.conf import settings
        from django.core.wsgi import get_wsgi_application

        application = product(name)
        settings.ROOT_URLCONF = "bench.bare.urls"
        if naked:
            settings.MIDDLEWARE = []
            application = get_wsgi_application()
        return counting(application)

    prepare.load()
    serving._application = with_bare
    serving.serve_as(audience)


if __name__ == "__main__":
    main(sys.argv[1], naked="naked" in sys.argv[2:])
