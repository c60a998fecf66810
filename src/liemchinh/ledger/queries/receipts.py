"""Shows what the holder of a receipt takes home: the signed promise of an entry, and the proof that it is in the log.

Neither is stored: a promise is signed anew and comes out the same, a proof is read from the published files, so that
what a citizen downloads rests on what everybody sees.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from liemchinh import env
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import parse_checkpoint
from liemchinh.ledger.core.merkle import verify_inclusion
from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.core.promise import Promise
from liemchinh.ledger.core.proof import LogProof, Opening, pack_opening
from liemchinh.ledger.core.tiles import inclusion_proof
from liemchinh.ledger.models import Entry, Shard
from liemchinh.ledger.sealing.files import folder_of
from liemchinh.ledger.signer.client import Signer, SignerAway

PROMISED_WITHIN = timedelta(hours=1)
"""How long after its claimed time an entry must be in the log. Sealing takes seconds; the rest is for a power cut."""

PATIENCE = 1.0  # seconds that a printer waits for the signer


@dataclass(frozen=True)
class Promised:
    """What a paper says of an entry: its leaf hash, until when it must be in the log, and the signed promise.

    `promise` carries the salt unless it was erased, and is None when the signer did not answer.
    """

    leaf: bytes
    until: datetime
    promise: Promise | None


def promise_of(entry_id: int) -> Promised:
    """The promise that this entry will be in the log, the same at every asking. One query, one word to the signer."""
    leaf, salt, at = Entry.objects.values_list("leaf", "salt", "at").get(pk=entry_id)
    within = int(PROMISED_WITHIN.total_seconds())
    since = int(at.timestamp())
    until = at.replace(microsecond=0) + PROMISED_WITHIN
    try:
        signed = _signer(env.signer_folder()).promise(bytes(leaf), at=since, within=within)
    except (SignerAway, Refused):  # it is away, or was told to sign no more: the paper says that it has no promise
        return Promised(bytes(leaf), until, None)
    return Promised(bytes(leaf), until, replace(signed, salt=bytes(salt) if salt else b""))


@lru_cache(maxsize=4)
def _signer(folder: Path) -> Signer:
    return Signer(folder, timeout=PATIENCE)


def proof_of(entry_id: int) -> LogProof | None:
    """The proof that this entry is in its year's book, with what opens it; None until a published checkpoint covers it.

    Read from the published files: at most one tile a level. Raises Refused "ledger.unproved" when these files do not
    prove the entry: then somebody has changed the database or the files, and no other answer would be true.
    """
    row = Entry.objects.get(pk=entry_id)
    if row.place is None:
        return None
    shard = Shard.objects.filter(first__lte=row.place).order_by("-first", "-id").first()
    if shard is None:
        return None
    index = row.place - shard.first
    folder = folder_of(shard.origin)
    note = folder.note()
    if note is None:
        return None
    checkpoint = parse_checkpoint(parse_note(note).text)
    if checkpoint.size <= index:
        return None
    opening = Opening(
        entry=bytes(row.entry).decode(),
        record=bytes(row.record).decode() if row.record is not None else "",
        salt=bytes(row.salt) if row.salt is not None else b"",
    )
    try:
        hashes = tuple(inclusion_proof(index, checkpoint.size, folder.read))
        verify_inclusion(opening.leaf, index, checkpoint.size, hashes, checkpoint.root)
    except (Refused, FileNotFoundError) as broken:
        sentence = gettext_noop("Tệp đã công bố của quyển {log} không chứng minh được mục {index}. Cần kiểm tra ngay.")
        raise Refused("ledger.unproved", sentence, log=shard.origin, index=index) from broken
    return LogProof(index=index, hashes=hashes, note=note, extra=pack_opening(opening))


def proof_bytes(entry_id: int) -> bytes | None:
    """The bytes of the `.tlog-proof` file of this entry, or None as `proof_of` says; errors likewise."""
    proof = proof_of(entry_id)
    return proof.to_bytes() if proof else None
