"""Runs in the other environment, with none of our code: reads our log, or has a checkpoint cosigned by our witness.

theirs.py read|feed < task.json > report.json
"""

import json
import sys
from base64 import b64decode
from typing import Any

import aics_tlog as tlog


def same(ours: list[str], theirs: list[bytes]) -> bool:
    return [b64decode(one) for one in ours] == theirs


def read(task: dict[str, Any]) -> dict[str, Any]:
    """Check every note, root, proof, tile and bundle; one line for each difference."""
    problems = []
    key = tlog.parse_vkey(task["key"])
    files = tlog.FileSystemTileReader(task["folder"])
    for head in task["heads"]:
        size, root = head["size"], b64decode(head["root"])
        note = tlog.parse_note(head["note"])
        result, said = tlog.verify_checkpoint(note, key), tlog.parse_checkpoint(note.text)
        if not result.ok or said.origin != key.name or said.size != size or said.root != root:
            problems.append(f"note of size {size}: {result}")
        if tlog.tree_root_from_tiles(files, size) != root:
            problems.append(f"root of size {size}")
    for it in task["inclusion"]:
        proof = [b64decode(one) for one in it["proof"]]
        if not tlog.verify_inclusion(b64decode(it["leaf"]), it["index"], it["size"], proof, b64decode(it["root"])):
            problems.append(f"entry {it['index']} in {it['size']}")
        if not same(it["proof"], tlog.inclusion_proof_from_tiles(files, it["index"], it["size"])):
            problems.append(f"proof of entry {it['index']} in {it['size']} differs")
    for it in task["consistency"]:
        old, new, proof = it["index"], it["size"], [b64decode(one) for one in it["proof"]]
        if not tlog.verify_consistency(old, new, b64decode(it["leaf"]), b64decode(it["root"]), proof):
            problems.append(f"{old} before {new}")
        if not same(it["proof"], tlog.consistency_proof_from_tiles(files, old, new)):
            problems.append(f"proof of {old} before {new} differs")
    last = task["heads"][-1]
    audit = tlog.audit_tiles(files, last["size"], b64decode(last["root"]))
    return {"problems": problems, "tiles": audit.tiles, "bundles": audit.bundles}


def feed(task: dict[str, Any]) -> dict[str, Any]:
    """Have the notes cosigned one after the other by the witness at `url`; an answer or a refusal for each."""
    from aics_witness.feeder import WitnessClient, WitnessConflict, WitnessRejected, merge_cosignatures

    answers = []
    with WitnessClient(task["url"], task["key"], max_attempts=1) as client:
        for it in task["asks"]:
            proofs = {int(old): [b64decode(one) for one in proof] for old, proof in it["proofs"].items()}
            try:
                line = client.submit(it["note"], lambda old, _new, known=proofs: known[old], old_size=it["old"])
                answers.append({"note": merge_cosignatures(it["note"], line).decode()})
            except WitnessRejected as refusal:
                answers.append({"status": refusal.status})
            except WitnessConflict as refusal:
                answers.append({"status": 409, "size": refusal.known_size})
    return {"answers": answers}


if __name__ == "__main__":
    print(json.dumps({"read": read, "feed": feed}[sys.argv[1]](json.load(sys.stdin))))
