"""Shows how an act stands in the public log: what its hash is over, and the way from it to the batch's root."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from liemchinh.ledger import queries as ledger
from liemchinh.ledger.auditing.findings import Notebook, Tampering
from liemchinh.sealed import rules
from liemchinh.sealed.models import Batch, Case, CaseAct, Piece

HASH = 32


def act_told(act: CaseAct) -> dict[str, Any]:
    """What the salted hash of an act is over."""
    return {
        "case": act.case.name,
        "step": act.step,
        "verb": act.verb,
        "before": int(act.before),
        "after": int(act.after),
        "by": act.by,
        "seat": act.seat,
        "on": act.on.isoformat(),
        "facts": act.facts,
    }


def proof_of_filing(case: Case) -> bytes | None:
    """A file that proves the report is in the public log, for its reporter to keep; None until its batch is written.

    JSON: the act and its salt, the way to the root, the batch; and as text the proof of the batch's entry in the log
    (`tlog_proof`, empty until it is published). It does not say what the report says.
    """
    act = CaseAct.objects.select_related("case", "batch").filter(case=case, verb="file").first()
    if act is None or act.batch is None or act.place is None:
        return None
    leaves = leaves_of(act.batch)
    logged = ledger.proof_bytes(act.batch.entry_id)
    return json.dumps(
        {
            "act": act_told(act),
            "salt": bytes(act.salt).hex(),
            "leaf": bytes(act.leaf).hex(),
            "index": act.place,
            "size": len(leaves),
            "path": [one.hex() for one in rules.path_of(leaves, act.place)],
            "root": bytes(act.batch.root).hex(),
            "batch": act.batch.number,
            "tlog_proof": logged.decode() if logged else "",
        },
        ensure_ascii=False,
        indent=1,
    ).encode()


def leaves_of(batch: Batch) -> list[bytes]:
    """The hashes of a batch, in their order."""
    held = bytes(batch.leaves)
    return [held[start : start + HASH] for start in range(0, len(held), HASH)]


def check_acts(notebook: Notebook) -> None:
    """For the audit: every act hashes to its leaf, every leaf stands in its batch, every case stands where its last
    act left it, every piece is the one that an act told."""
    acts, pieces = CaseAct._meta.db_table, Piece._meta.db_table
    last: dict[UUID, CaseAct] = {}
    told: dict[tuple[UUID, str], bool] = {}
    batches = {batch.pk: leaves_of(batch) for batch in Batch.objects.all()}
    for act in CaseAct.objects.select_related("case").order_by("case_id", "step"):
        if rules.act_leaf(act_told(act), salt=bytes(act.salt)) != bytes(act.leaf):
            notebook.write(Tampering.EDITED, acts, act.pk, "leaf")
        if act.batch_id is not None and batches[act.batch_id][act.place or 0] != bytes(act.leaf):
            notebook.write(Tampering.EDITED, acts, act.pk, "place")
        if act.step != (last[act.case_id].step + 1 if act.case_id in last else 1):
            notebook.write(Tampering.DELETED, acts, f"{act.case_id}/{act.step - 1}")
        last[act.case_id] = act
        told |= {(act.case_id, digest): False for digest in act.facts.get("pieces", ())}
    for batch in Batch.objects.all():
        if rules.root_of(batches[batch.pk]) != bytes(batch.root):
            notebook.write(Tampering.EDITED, Batch._meta.db_table, batch.number, "leaves")
    for case in Case.objects.all():
        latest = last.get(case.pk)
        if latest is None or (latest.step, latest.after) != (case.step, case.state):
            notebook.write(Tampering.EDITED, Case._meta.db_table, case.name, "state")
    for piece in Piece.objects.iterator(chunk_size=20):
        if (piece.case_id, piece.sha256) not in told:
            notebook.write(Tampering.INSERTED, pieces, piece.pk)
        told[piece.case_id, piece.sha256] = True
        if piece.sealed is not None and sha256(bytes(piece.sealed)).hexdigest() != piece.sha256:
            notebook.write(Tampering.EDITED, pieces, piece.pk, "sealed")
    for (case_id, digest), there in told.items():
        if not there:
            notebook.write(Tampering.DELETED, pieces, f"{case_id}/{digest}")
