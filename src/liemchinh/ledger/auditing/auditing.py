"""The whole audit, in one unchanging view of the database: log, rows, threads, files."""

from collections.abc import Collection, Sequence

from liemchinh.ledger.auditing.book import audit_book
from liemchinh.ledger.auditing.findings import Notebook
from liemchinh.ledger.auditing.outside import look
from liemchinh.ledger.auditing.reading import one_view
from liemchinh.ledger.auditing.rooms import Folded
from liemchinh.ledger.auditing.tables import Testimony
from liemchinh.ledger.auditing.threads import PathOf, Threads
from liemchinh.ledger.signer.client import Signer

LOG, ROOMS, THREADS = PARTS = ("log", "rooms", "threads")


def audit(
    testimonies: Sequence[Testimony],
    *,
    signer: Signer | None = None,
    path_of: PathOf | None = None,
    only: Collection[str] = PARTS,
) -> Notebook:
    """Compare everything with everything and return what is wrong; empty for an honest database.

    `signer` and the published folder are asked before the database is read: whatever they have seen by then, an honest
    database holds. `path_of` says where a kept file lies by its hash; None leaves files alone. The log itself is always
    read; `only` may leave out what is told of "rooms" (units, people, procedures) or of "threads" (dossiers).
    """
    notebook = Notebook()
    outside = look(signer, notebook)
    with one_view():
        folded = Folded(testimonies if ROOMS in only else ())
        heard = audit_book(outside, notebook, folded)
        if ROOMS in only:
            folded.compare(heard, notebook)
            for check in (check for told in testimonies for check in told.checks):
                check(notebook)
        if THREADS in only:
            Threads(list(testimonies), heard, notebook, path_of).read()
    return notebook
