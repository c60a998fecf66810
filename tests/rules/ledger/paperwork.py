"""A small published log in a folder, with witnesses, promises and proofs: what the verifier is fed in tests."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from liemchinh.ledger.core.checkpoint import Checkpoint, sign
from liemchinh.ledger.core.cosign import cosign
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.core.note import KeyType, Note, SignerKey
from liemchinh.ledger.core.policy import Group, Policy, Witness, policy_text
from liemchinh.ledger.core.promise import Promise, make
from liemchinh.ledger.core.proof import LogProof, Opening, commitment, pack_opening
from liemchinh.ledger.core.tiles import Edge, bundle_path, inclusion_proof, pack_entries, tile_path, tiles_of

BASE = "motcua.xa-mau.example/ledger"
AT = 1_789_700_400  # 18/9/2026, 10 giờ
HOUR = 3600


def key(name: str, kind: KeyType = KeyType.ED25519) -> SignerKey:
    """A key that is the same in every run."""
    return SignerKey(name, kind, hashlib.sha256(name.encode()).digest())


PROMISE_KEY = key(f"{BASE}/promise")
WITNESSES = {name: key(f"{name}.example/w", KeyType.COSIGNATURE) for name in ("bao", "mattran")}


def record_of(number: int) -> str:
    return json.dumps({"facts": {"number": number}}, separators=(",", ":"))


def salt_of(number: int) -> bytes:
    return number.to_bytes(32, "big")


def entry_of(number: int) -> str:
    """The public entry number `number`, which commits to its record."""
    commit = commitment(record_of(number).encode(), salt=salt_of(number)).hex()
    said = {"ag": "H99.12", "c": commit, "kind": "dossiers.received", "n": 1, "t": "2026-09-18T10:00:00+07:00"}
    return json.dumps(said, separators=(",", ":"), sort_keys=True)


@dataclass
class Published:
    """One year's book in `root/<year>`; `entries` as text."""

    root: Path
    year: str = "2026"
    entries: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"{BASE}/{self.year}"

    def publish(self, *, seen_at: dict[str, int], checkpoint: Checkpoint | None = None) -> bytes:
        """Write all files; the note is cosigned by the witnesses of `seen_at` at those seconds."""
        edge = Edge()
        full = edge.append([leaf_hash(entry.encode()) for entry in self.entries])
        self.tiles = {(tile.level, tile.index): tile.hashes for tile in (*full, *edge.partial_tiles())}
        size = len(self.entries)
        for level, index, width in tiles_of(size):
            self._write(tile_path(level, index, width), self.read(level, index, width))
        for index in range(-(-size // 256)):
            some = [entry.encode() for entry in self.entries[index * 256 : index * 256 + 256]]
            self._write(bundle_path(index, len(some)), pack_entries(some))
        note = sign(checkpoint or Checkpoint(self.origin, size, edge.root()), key(self.origin))
        lines = [cosign(note.text, WITNESSES[name], at) for name, at in seen_at.items()]
        self.note = Note(note.text, (*note.signatures, *lines)).to_bytes()
        self._write("checkpoint", self.note)
        return self.note

    def read(self, level: int, index: int, width: int) -> bytes:
        return self.tiles[level, index][: width * 32]

    def proof(self, index: int, opening: Opening | None = None) -> LogProof:
        """The proof of an entry, opened unless another opening is given."""
        opening = opening or Opening(self.entries[index], record_of(index), salt_of(index))
        hashes = tuple(inclusion_proof(index, len(self.entries), self.read))
        return LogProof(index, hashes, self.note, pack_opening(opening))

    def _write(self, path: str, content: bytes) -> None:
        place = self.root / self.year / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def book(root: Path, count: int = 300, *, seen: int = AT + 60) -> Published:
    """A book of `count` entries that both witnesses saw at `seen`."""
    made = Published(root, entries=[entry_of(number) for number in range(count)])
    made.publish(seen_at=dict.fromkeys(WITNESSES, seen))
    return made


def policy(*years: str, quorum: str = "both") -> Policy:
    """Trust in these years' logs, the promise key, and both witnesses (`quorum` "none": in nobody else)."""
    return Policy(
        logs=tuple(key(f"{BASE}/{year}").verifier for year in years or ("2026",)),
        witnesses={name: Witness(name, one.verifier) for name, one in WITNESSES.items()},
        groups={"both": Group("both", 2, tuple(WITNESSES))},
        quorum=quorum,
        promises=(PROMISE_KEY.verifier,),
    )


def policy_file(folder: Path, given: Policy | None = None) -> Path:
    place = folder / "policy"
    place.write_text(policy_text(given or policy()), encoding="utf-8")
    return place


def promise(entry: str, *, at: int = AT, salt: bytes = b"", by: SignerKey = PROMISE_KEY) -> Promise:
    """The promise that this entry will be in the log within an hour."""
    return make(leaf_hash(entry.encode()), at, HOUR, by, salt)
