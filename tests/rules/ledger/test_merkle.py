"""Proofs of the tree: what holds is accepted, everything else is refused, as in other people's programs."""

import json
from base64 import b64decode
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.merkle import (
    EMPTY_ROOT,
    leaf_hash,
    leaf_hashes,
    node_hash,
    root_from_inclusion,
    verify_consistency,
    verify_inclusion,
)
from tests.refusals import refused
from tests.rules.ledger import tree

VECTORS = Path(__file__).parent / "vectors"
PROOFS = json.loads((VECTORS / "proofs.json").read_text())
HASHES = json.loads((VECTORS / "hashes.json").read_text())
# its two equal "roots" are the words "don't care 2": here a root has 32 bytes, so this one is refused
DUMMY_ROOTS = "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"


def hashes(values: list[str]) -> list[bytes]:
    return [b64decode(value) for value in values]


def test_the_hashes_are_those_of_the_standard() -> None:
    assert EMPTY_ROOT.hex() == HASHES["empty_tree"]
    assert leaf_hash(b"").hex() == HASHES["leaf_empty"]
    assert leaf_hash(b"L123456").hex() == HASHES["leaf_L123456"]
    assert leaf_hashes([b"", b"L123456"]) == [leaf_hash(b""), leaf_hash(b"L123456")]
    assert node_hash(b"N123", b"N456").hex() == HASHES["node_N123_N456"]


@pytest.mark.parametrize("case", PROOFS["inclusion"], ids=lambda case: case["path"])
def test_an_inclusion_proof_is_judged_as_others_judge_it(case: dict[str, Any]) -> None:
    facts = (b64decode(case["leaf"]), case["index"], case["size"], hashes(case["proof"]), b64decode(case["root"]))
    if case["want_err"]:
        with refused("ledger.inclusion"):
            verify_inclusion(*facts)
    else:
        verify_inclusion(*facts)


@pytest.mark.parametrize("case", PROOFS["consistency"], ids=lambda case: case["path"])
def test_a_consistency_proof_is_judged_as_others_judge_it(case: dict[str, Any]) -> None:
    roots = b64decode(case["root1"]), b64decode(case["root2"])
    facts = (case["size1"], roots[0], case["size2"], roots[1], hashes(case["proof"]))
    if case["want_err"] or case["path"] == DUMMY_ROOTS:
        with refused("ledger.consistency"):
            verify_consistency(*facts)
    else:
        verify_consistency(*facts)


def test_every_size_to_six_hundred_agrees_with_the_definition() -> None:
    for size in range(1, tree.MANY):
        root = tree.root(0, size)
        for index in sample(size, range(size)):
            verify_inclusion(tree.leaf(index), index, size, tree.path(index, 0, size), root)
        for old in sample(size, range(1, size + 1)):
            verify_consistency(old, tree.root(0, old), size, root, tree.proof(old, size))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 33])
def test_a_proof_fits_one_place_only(size: int) -> None:
    root = tree.root(0, size)
    for index in range(size):
        proof = tree.path(index, 0, size)
        for place in range(-1, size + 2):
            if place != index:
                with refused("ledger.inclusion"):
                    verify_inclusion(tree.leaf(index), place, size, proof, root)
        assert root_from_inclusion(tree.leaf(index), index, size, proof) == root


@given(st.integers(1, 600), st.data())
def test_a_corrupted_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf, proof, root = tree.leaf(index), tree.path(index, 0, size), tree.root(0, size)
    wrong = data.draw(st.sampled_from(["leaf", "root", "size", "spoilt", "shorter", "longer", "cut"]))
    if wrong == "leaf":
        leaf = flip(leaf, data)
    elif wrong == "root":
        root = flip(root, data)
    elif wrong == "size":  # half the size or twice: another number of siblings
        size = data.draw(st.sampled_from([size * 2, index]))
    else:
        proof = corrupt(proof, wrong, data)
    with refused("ledger.inclusion"):
        verify_inclusion(leaf, index, size, proof, root)


@given(st.integers(2, 600), st.data())
def test_a_corrupted_consistency_proof_is_refused(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    old_root, new_root, proof = tree.root(0, old), tree.root(0, new), tree.proof(old, new)
    wrong = data.draw(st.sampled_from(["old root", "new root", "swapped", "spoilt", "shorter", "longer", "cut"]))
    if wrong == "old root":
        old_root = flip(old_root, data)
    elif wrong == "new root":
        new_root = flip(new_root, data)
    elif wrong == "swapped":
        old, old_root, new, new_root = new, new_root, old, old_root
    else:
        proof = corrupt(proof, wrong, data)
    with refused("ledger.consistency"):
        verify_consistency(old, old_root, new, new_root, proof)


def test_a_history_with_one_entry_exchanged_has_no_proof() -> None:
    forged = tree.root(0, 8)
    with refused("ledger.consistency", "đã bị sửa"):
        verify_consistency(5, tree.root(1, 6), 8, forged, tree.proof(5, 8))


def test_every_log_begins_with_the_empty_one() -> None:
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    verify_consistency(0, EMPTY_ROOT, 5, tree.root(0, 5), [])
    for old_root, size, root, proof in (
        (tree.leaf(0), 5, tree.root(0, 5), []),
        (EMPTY_ROOT, 5, tree.root(0, 5), [tree.leaf(0)]),
        (EMPTY_ROOT, 0, tree.leaf(0), []),
    ):
        with refused("ledger.consistency"):
            verify_consistency(0, old_root, size, root, proof)


def test_a_log_of_the_same_size_has_the_same_root() -> None:
    root = tree.root(0, 7)
    verify_consistency(7, root, 7, root, [])
    with refused("ledger.consistency"):
        verify_consistency(7, root, 7, tree.root(1, 8), [])


@given(st.integers(-3, 9), st.integers(-3, 9), st.lists(st.binary(max_size=33), max_size=5))
def test_nonsense_is_refused_and_nothing_else_happens(one: int, other: int, proof: list[bytes]) -> None:
    for check, facts in (
        (verify_inclusion, (b"", one, other, proof, b"")),
        (verify_consistency, (one, b"", other, b"", proof)),
    ):
        with pytest.raises(Refused):
            check(*facts)  # type: ignore[arg-type]


def sample(seed: int, choices: range) -> set[int]:
    """Both ends, the middle, and a few others, the same on every run."""
    few = Random(seed).sample(choices, min(len(choices), 4))
    return {choices[0], choices[len(choices) // 2], choices[-1], *few}


def flip(value: bytes, data: st.DataObject) -> bytes:
    """`value` with one bit turned."""
    bit = data.draw(st.integers(0, len(value) * 8 - 1))
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(len(value), "big")


def corrupt(proof: list[bytes], wrong: str, data: st.DataObject) -> list[bytes]:
    """The proof with one hash spoilt or cut, missing, or too many; always another proof."""
    if wrong == "longer" or not proof:
        at = data.draw(st.integers(0, len(proof)))
        return [*proof[:at], data.draw(st.sampled_from([tree.leaf(0), b"\x00" * 32])), *proof[at:]]
    at = data.draw(st.integers(0, len(proof) - 1))
    instead = {"spoilt": [flip(proof[at], data)], "cut": [proof[at][:-1]], "shorter": []}[wrong]
    return [*proof[:at], *instead, *proof[at + 1 :]]
