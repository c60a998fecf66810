"""Reads what others keep of the log, before the database is looked at: the signer, the published files, the witnesses.

What they have seen before cannot be larger than what the database holds afterwards: if it is, the database shrank.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.auditing.findings import Notebook, Tampering
from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint
from liemchinh.ledger.core.note import VerifierKey, check_signed, parse_note
from liemchinh.ledger.core.published import WebSource
from liemchinh.ledger.models import Shard
from liemchinh.ledger.sealing import publisher
from liemchinh.ledger.sealing.files import Folder
from liemchinh.ledger.signer.client import Signer, SignerAway

PATIENCE = 2.0  # seconds for one witness

SIGNER, WITNESS, PUBLISHED, HISTORY, OWN = range(5)
"""Who says how large the log was and with which root, the most trusted first; OWN is the database itself."""


@dataclass(frozen=True)
class Anchor:
    """Somebody's word that the log of `origin` with `size` entries has this root."""

    size: int
    root: bytes
    source: int
    name: str = ""


@dataclass
class Outside:
    """What is known of one shard outside the database."""

    origin: str
    folder: Folder
    anchors: list[Anchor] = field(default_factory=list)


def look(signer: Signer | None, notebook: Notebook) -> dict[str, Outside]:
    """Ask everybody, by origin. Who does not answer is noted as unseen, not as a finding."""
    keys: dict[str, VerifierKey] = {}
    if signer is not None:
        try:
            keys = dict(signer.keys().logs)
        except SignerAway:
            notebook.unseen.append(gettext_noop("Bộ ký không trả lời nên chưa so được với điều đã ký."))
            signer = None
    origins = dict.fromkeys((*Shard.objects.order_by("first", "id").values_list("origin", flat=True), *keys))
    known = {origin: Outside(origin, publisher.folder_of(origin)) for origin in origins}
    for origin, outside in known.items():
        if signer is not None:
            _signed(outside, signer, notebook)
        _published(outside, keys.get(origin), notebook)
        _witnessed(outside, keys.get(origin), notebook)
    return known


def _signed(outside: Outside, signer: Signer, notebook: Notebook) -> None:
    try:
        signed = signer.state(outside.origin)
    except SignerAway:
        notebook.unseen.append(gettext_noop("Bộ ký không trả lời nên chưa so được với điều đã ký."))
        return
    except Refused as refused:  # its own memory was put back or broken: its sentence says what to do
        notebook.unseen.append(str(refused))
        return
    if signed is not None:
        outside.anchors.append(Anchor(signed.size, signed.root, SIGNER))


def _published(outside: Outside, key: VerifierKey | None, notebook: Notebook) -> None:
    note = outside.folder.note()
    if note is None:
        return
    path = outside.folder.root / "checkpoint"
    try:
        told = _read(note, outside.origin, key)
    except Refused:
        notebook.write(Tampering.PUBLISHED_REPLACED, "ledger_published", _short(path, outside.folder))
        return
    outside.anchors.append(Anchor(told.size, told.root, PUBLISHED, "checkpoint"))


def history(outside: Outside) -> Iterator[Anchor]:
    """Every published checkpoint, the smallest first, one a size."""
    last = -1
    for size, note in outside.folder.history():
        if size <= last:
            continue
        try:
            told = _read(note, outside.origin, None)
        except Refused:
            continue
        last = told.size
        yield Anchor(told.size, told.root, HISTORY, "history")


def _witnessed(outside: Outside, key: VerifierKey | None, notebook: Notebook) -> None:
    try:
        policy = publisher.configured_witnesses()
    except Refused:
        policy = None
    name = hashlib.sha256(outside.origin.encode()).hexdigest()
    for witness in policy.witnesses.values() if policy else ():
        if not witness.url.startswith(("http://", "https://")):
            continue
        try:
            note = WebSource(witness.url, seconds=PATIENCE, longest=2 * PATIENCE).get(f"{name}/checkpoint")
            if note is None:  # it has not seen this book
                continue
            told = _read(note, outside.origin, key)
        except (ValueError, Refused):
            notebook.unseen.append(gettext_noop("Chưa so được với một bên chứng kiến không trả lời."))
            continue
        outside.anchors.append(Anchor(told.size, told.root, WITNESS, witness.name))


def _read(note: bytes, origin: str, key: VerifierKey | None) -> Checkpoint:
    parsed = parse_note(note)
    told = parse_checkpoint(parsed.text)
    if told.origin != origin:
        sentence = gettext_noop("Mốc sổ của {found}, không phải của {origin}.")
        raise Refused("audit.origin", sentence, found=told.origin, origin=origin)
    if key is not None:
        check_signed(parsed, key)
    return told


def _short(path: object, folder: Folder) -> str:
    return str(path).removeprefix(str(folder.root.parent.parent) + "/")
