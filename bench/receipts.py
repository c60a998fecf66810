"""Checking a receipt whole, over checking its four signatures alone in the same run: goal at most 1.10.

    .venv/bin/python bench/receipts.py [--rounds N]

A receipt here is what a person holds: a `.tlog-proof` of an entry among 2^20 (20 hashes) under a checkpoint of the log
with two witnesses' cosignatures, and the promise as digits from the paper. "Whole" starts from those bytes and digits
and reads, hashes and checks everything; the policy is read once, as the verifier does. "Signatures alone" are the same
four Ed25519 checks by the bare library with its keys ready. A third line, beyond the goal, also reads the opening in
the proof's `extra` and compares the record with the entry's commitment. All take turns receipt by receipt, and of each
receipt the least time counts: other work on the machine only ever adds.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from liemchinh.ledger.core.checkpoint import Checkpoint, sign
from liemchinh.ledger.core.cosign import cosign, cosigned_message
from liemchinh.ledger.core.merkle import leaf_hash, root_from_inclusion
from liemchinh.ledger.core.note import KeyType, Note, SignerKey, VerifierKey
from liemchinh.ledger.core.policy import Policy, parse_policy
from liemchinh.ledger.core.promise import check, digits, make, parse_digits, signed_text
from liemchinh.ledger.core.proof import (
    LogProof,
    Opening,
    check_proof,
    commitment,
    pack_opening,
    parse_opening,
    parse_proof,
)

GOAL = 1.10
SIZE = 2**20
HEIGHT = 20
ORIGIN = "dichvucong.xa-mau.example/ledger/2026"
LOG = SignerKey(ORIGIN, KeyType.ED25519, b"l" * 32)
PROMISES = SignerKey("dichvucong.xa-mau.example/ledger/promise", KeyType.ED25519, b"p" * 32)
WITNESSES = tuple(SignerKey(f"nhan-chung-{name}.example", KeyType.COSIGNATURE, name.encode() * 32) for name in "ab")
AT = 1_790_000_000

Bare = tuple[Callable[[bytes, bytes], None], bytes, bytes]
"""A key's check by the library alone, a signature and the bytes it signs."""


class Held(NamedTuple):
    """A receipt as its holder has it, and its four signatures laid bare."""

    entry: bytes
    file: bytes
    file_with_opening: bytes
    paper: str
    signatures: tuple[Bare, ...]


def bare(key: VerifierKey, signature: bytes, message: bytes) -> Bare:
    return Ed25519PublicKey.from_public_bytes(key.public).verify, signature, message


def receipt(number: int) -> Held:
    """A receipt unlike any other, of an entry somewhere in a tree of `SIZE`."""
    chance = random.Random(number)
    salt, index = chance.randbytes(32), chance.randrange(SIZE)
    record = json.dumps({"code": f"H99.12-260918-{number:05d}", "applicant": chance.randbytes(90).hex()})
    entry = json.dumps(
        {
            "ag": "H99.12",
            "c": commitment(record.encode(), salt=salt).hex(),
            "did": chance.randbytes(16).hex(),
            "kind": "dossiers.received",
            "n": 1,
            "no": number,
            "prev": "",
            "t": "2026-09-18T08:00:00+07:00",
            "v": 1,
        }
    )
    leaf = leaf_hash(entry.encode())
    path = tuple(chance.randbytes(32) for _ in range(HEIGHT))
    note = sign(Checkpoint(ORIGIN, SIZE, root_from_inclusion(leaf, index, SIZE, path)), LOG)
    lines = tuple(cosign(note.text, one, AT) for one in WITNESSES)
    promise = make(leaf, AT, 3600, PROMISES, salt)
    proof = LogProof(index, path, Note(note.text, (*note.signatures, *lines)).to_bytes())
    return Held(
        entry.encode(),
        proof.to_bytes(),
        replace(proof, extra=pack_opening(Opening(entry, record, salt))).to_bytes(),
        digits(promise),
        (
            bare(LOG.verifier, note.signatures[0].payload, note.text.encode()),
            *(
                bare(one.verifier, line.payload[8:], cosigned_message(note.text, one.verifier, AT))
                for one, line in zip(WITNESSES, lines, strict=True)
            ),
            bare(PROMISES.verifier, promise.signature, signed_text(PROMISES.name, leaf, AT, 3600)),
        ),
    )


def trust() -> Policy:
    """The log, its promise key, and both witnesses asked for."""
    witnesses = "".join(f"witness {name} {one.verifier}\n" for name, one in zip("ab", WITNESSES, strict=True))
    return parse_policy(
        f"log {LOG.verifier}\n# promise {PROMISES.verifier}\n{witnesses}group both all a b\nquorum both\n"
    )


def check_whole(held: Held, policy: Policy) -> None:
    """That the entry was promised and is in the log. Raises when anything does not hold."""
    leaf = leaf_hash(held.entry)
    promise = parse_digits(held.paper)
    check(promise, policy.promises[0])
    standing = check_proof(parse_proof(held.file), leaf, policy)
    if not (standing.met and promise.leaf == leaf):
        raise AssertionError("the receipt does not hold together")


def check_with_opening(held: Held, policy: Policy) -> None:
    """As `check_whole`, from the entry in the file's opening, and that the record is the one committed to."""
    proof = parse_proof(held.file_with_opening)
    opening = parse_opening(proof.extra)
    promise = parse_digits(held.paper)
    check(promise, policy.promises[0])
    standing = check_proof(proof, opening.leaf, policy)
    if not (standing.met and opening.commits_to_record() and promise.leaf == opening.leaf):
        raise AssertionError("the receipt does not hold together")


def check_signatures(held: Held) -> None:
    """The four signatures by the library alone."""
    for verify, signature, message in held.signatures:
        verify(signature, message)


def spent(work: Callable[[Held], object], held: Held) -> int:
    """Nanoseconds."""
    start = time.perf_counter_ns()
    work(held)
    return time.perf_counter_ns() - start


def main() -> int:
    """Print the table; 0 when the ratio is within `GOAL`."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=60, help="turns over all 100 receipts")
    rounds = options.parse_args().rounds
    policy = trust()
    receipts = [receipt(number) for number in range(100)]
    works: dict[str, Callable[[Held], object]] = {
        "bốn chữ ký, thư viện trần": check_signatures,
        "bằng chứng và lời hứa": lambda held: check_whole(held, policy),
        "thêm nội dung đã cam kết": lambda held: check_with_opening(held, policy),
    }
    least = {name: [sys.maxsize] * len(receipts) for name in works}
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for place, held in enumerate(receipts):
            for name, work in works.items():
                least[name][place] = min(least[name][place], spent(work, held))
    costs = {name: sum(times) / len(times) / 1000 for name, times in least.items()}
    alone, whole, _ = costs.values()
    print(f"{'':28}{'µs':>10}{'so với chữ ký':>16}")
    for name, cost in costs.items():
        print(f"{name:28}{cost:10.1f}{cost / alone:16.3f}")
    print(f"Tệp bằng chứng {len(receipts[0].file)} byte, lời hứa {len(receipts[0].paper)} chữ số.")
    print(f"Mục tiêu không quá {GOAL:.2f} lần chữ ký: {'đạt' if whole / alone <= GOAL else 'chưa đạt'}.")
    return 0 if whole / alone <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
