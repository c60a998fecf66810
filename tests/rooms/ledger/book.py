"""A book of our own for a test: data folder, signer, and the sealing that fills it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import services
from liemchinh.ledger.core.policy import Policy, parse_policy
from liemchinh.ledger.core.tiles import WIDTH, bundle_path
from liemchinh.ledger.models import Entry
from liemchinh.ledger.sealing.files import Folder
from liemchinh.ledger.sealing.loop import Sealing, Turn
from liemchinh.ledger.signer.client import Signer
from liemchinh.ledger.signer.server import serving
from liemchinh.ledger.signer.signing import Signing
from tests.builders import MORNING

BASE = "motcua.songmau.example/ledger"
TOLD = Kind("ledger.told", "Một việc để thử", "Không có gì riêng tư.")


@dataclass
class Book:
    """The data folder, the running signer and a sealing that asks it."""

    data: Path
    signing: Signing
    sealing: Sealing

    @property
    def folder(self) -> Folder:
        """The published folder of the year in which the tests play."""
        return Folder(self.data / "ledger" / str(MORNING.year))

    @property
    def origin(self) -> str:
        return f"{BASE}/{MORNING.year}"

    @property
    def policy(self) -> Policy:
        return parse_policy((self.data / "ledger" / "policy").read_text("utf-8"))

    def last_bundle(self, size: int) -> Path:
        """The file of the last entries of a book with so many, whatever the cast has written before."""
        return self.folder.root / bundle_path((size - 1) // WIDTH, (size - 1) % WIDTH + 1)

    def again(self) -> Sealing:
        """The sealing of a process that has just been started."""
        self.sealing = Sealing(Signer(self.data / "signer"), BASE, hesitates=0.0)
        return self.sealing

    def seal(self, at: datetime = MORNING) -> Turn:
        """Turns until nothing waits; the last one."""
        turn = self.sealing.turn(at)
        while turn.taken and not turn.trouble:
            turn = self.sealing.turn(at)
        return turn


@contextmanager
def opened(data: Path) -> Iterator[Book]:
    """A book in the data folder `data`, for as long as inside."""
    with serving(data / "signer") as signing:
        signing.clock = MORNING.timestamp  # the signer lives on the day of the tests, whenever they run
        signing.keyring.create(f"{BASE}/promise")
        yield Book(data, signing, Sealing(Signer(data / "signer"), BASE, hesitates=0.0))


def tell(subject: str, times: int = 1, at: datetime = MORNING) -> list[Entry]:
    """So many entries about one thing."""
    from django.db import transaction

    with transaction.atomic():
        return [
            services.record_about(
                f"ledger.{subject}", kind=TOLD, by=SYSTEM, at=at, unit="H99.12", facts={"number": number}
            )
            for number in range(times)
        ]
