"""A small authority that publishes its log as the real one does: for tests of those who read logs from outside."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from liemchinh.kernel.days import VIETNAM
from liemchinh.ledger import rules
from liemchinh.ledger.core.checkpoint import Checkpoint, sign
from liemchinh.ledger.core.cosign import cosign
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.core.note import KeyType, Note, SignerKey
from liemchinh.ledger.core.policy import Group, Policy, Witness, policy_text
from liemchinh.ledger.core.tiles import WIDTH, Edge, bundle_path, pack_entries

BASE = "so.vidu.vn/ledger"
UNIT = "H99.12"
PROMISES = SignerKey.generate(f"{BASE}/promise", KeyType.ED25519)
PRESS = SignerKey.generate("bao.vidu.vn/chung-kien", KeyType.COSIGNATURE)
FRONT = SignerKey.generate("mattran.vidu.vn", KeyType.COSIGNATURE)
RECEIVED, PROCESSING, DONE, RETURNED, WITHDRAWN = 2, 4, 9, 10, 7


def at(text: str) -> datetime:
    """`2026-09-07 09:10` on the Vietnamese clock."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


MORNING = at("2026-09-07 08:00")


class Author:
    """Writes public entries with their chains and numbers, honestly unless told otherwise."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.links: dict[str, rules.Link] = {}
        self.numbers: dict[tuple[str, int], int] = {}

    def say(self, kind: str, thread: str, when: datetime, unit: str = UNIT, **public: Any) -> bytes:
        """The next entry of a thread (any word names it); public facts as keywords, `in` as `in_`."""
        facts = {name.rstrip("_"): value for name, value in public.items()}
        tag = f"{abs(hash(thread)):032x}"[-32:] if thread else "0" * 32
        link = self.links.get(thread) or rules.Link(tag=tag)
        entry = rules.public_entry(kind=kind, unit=unit, link=link, at=when, commit=bytes(32), public=facts)
        self.links[thread] = rules.Link(tag, link.step + 1, leaf_hash(entry))
        self.entries.append(entry)
        return entry

    def received(self, name: str, when: datetime, unit: str = UNIT, due_on: str = "") -> None:
        """A dossier is accepted, with the next number of the year."""
        year = unit, when.year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        self.say("dossiers.received", name, when, unit, **self.facts(name, self.numbers[year], RECEIVED, due_on))

    def facts(self, name: str, no: int, st: int, due_on: str = "") -> dict[str, Any]:
        """Public facts of a dossier's entry; number and due moment stay as they were said last."""
        known = self.__dict__.setdefault("known", {})
        no, due = known.setdefault(name, (no, due_on))
        return {"no": no, "st": st, **({"due": f"{due}T17:00:00+07:00"} if due else {})}

    def moves(self, name: str, verb: str, when: datetime, st: int, unit: str = UNIT) -> None:
        """Another step of a dossier."""
        self.say(f"dossiers.{verb}", name, when, unit, **self.facts(name, 0, st))

    def opens_book(self, origin: str, key: str, when: datetime, **before: Any) -> None:
        """The first entry of a year's book."""
        self.say("ledger.shard_opened", origin, when, "", log=origin, key=key, **before)

    def closes_day(self, on: str, unit: str = UNIT, when: datetime | None = None, **figures: int) -> None:
        """The last line of a day, written ten minutes after it; figures as `in_`, `out`, `late`, `last`."""
        written = when or datetime.combine(date.fromisoformat(on) + timedelta(days=1), time(0, 10), tzinfo=VIETNAM)
        self.say("dossiers.day_closed", f"day:{unit}", written, unit, on=on, **figures)


class Publisher:
    """Publishes entries as tiles, bundles, checkpoints and history in a folder, cosigned by whoever it asks."""

    def __init__(self, root: Path, year: int = 2026, witnesses: Sequence[SignerKey] = (PRESS, FRONT)) -> None:
        self.root = root
        self.year = year
        self.key = SignerKey.generate(f"{BASE}/{year}", KeyType.ED25519)
        self.witnesses = tuple(witnesses)
        self.edge = Edge()
        self.entries: list[bytes] = []

    @property
    def folder(self) -> Path:
        return self.root / str(self.year)

    def add(self, entries: Sequence[bytes]) -> None:
        """Put entries into the tree, and its files into the folder."""
        full = self.edge.append([leaf_hash(entry) for entry in entries])
        self.entries += entries
        for tile in (*full, *self.edge.partial_tiles()):
            self._put(tile.path, tile.hashes)
        for index in range(-(-len(self.entries) // WIDTH)):
            bundle = self.entries[index * WIDTH : (index + 1) * WIDTH]
            self._put(bundle_path(index, len(bundle)), pack_entries(bundle))

    def note(self, when: datetime, by: Sequence[SignerKey] | None = None) -> bytes:
        """The signed checkpoint now, cosigned at `when`."""
        note = sign(Checkpoint(self.key.name, self.edge.size, self.edge.root()), self.key)
        lines = [cosign(note.text, key, int(when.timestamp())) for key in (self.witnesses if by is None else by)]
        return Note(note.text, (*note.signatures, *lines)).to_bytes()

    def publish(self, when: datetime, by: Sequence[SignerKey] | None = None) -> bytes:
        """The checkpoint as the world sees it, and its line of history."""
        note = self.note(when, by)
        self.line(when, note)
        self._put("checkpoint", note)
        return note

    def line(self, when: datetime, note: bytes, size: int | None = None) -> None:
        """One line of history."""
        path = self.folder / "history" / when.astimezone(VIETNAM).date().isoformat()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            said = {"size": self.edge.size if size is None else size, "note": note.decode()}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")

    def grow(self, entries: Sequence[bytes], when: datetime, by: Sequence[SignerKey] | None = None) -> None:
        """Add and publish."""
        self.add(entries)
        self.publish(when, by)

    def _put(self, path: str, content: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def policy(self, *others: SignerKey, urls: dict[str, str] | None = None) -> Path:
        """The policy file: two witnesses, both needed; none when the log has none."""
        seen = {
            name: Witness(name, key.verifier, (urls or {}).get(name, ""))
            for name, key in (("bao", PRESS), ("mattran", FRONT))
            if key in self.witnesses
        }
        policy = Policy(
            logs=(self.key.verifier, *(key.verifier for key in others)),
            witnesses=seen,
            groups={"du": Group("du", len(seen), tuple(seen))} if seen else {},
            quorum="du" if seen else "none",
            promises=(PROMISES.verifier,),
        )
        path = self.root / "policy"
        self.root.mkdir(parents=True, exist_ok=True)
        path.write_text(policy_text(policy), encoding="utf-8")
        return path
