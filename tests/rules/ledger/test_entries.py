"""The shape of a ledger entry: canonical bytes, a salted commitment, the leaf of RFC 6962, nothing personal."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.ledger import rules
from tests.refusals import refused

AT = datetime(2026, 9, 7, 2, 10, 30, tzinfo=UTC)
SALT = bytes(range(32))
FLAT = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8)
JSON = FLAT | st.lists(FLAT, max_size=3)
OBJECTS = st.dictionaries(st.text(max_size=6), JSON, max_size=4)


def entry(**changes: Any) -> bytes:
    facts: dict[str, Any] = {
        "kind": "dossiers.received",
        "unit": "H99.12",
        "link": rules.Link("ab" * 16),
        "at": AT,
        "commit": rules.commitment(b"{}", salt=SALT),
        "public": {"no": 1},
    }
    return rules.public_entry(**{**facts, **changes})


@given(OBJECTS)
def test_the_order_of_writing_leaves_no_trace_in_the_bytes(value: dict[str, Any]) -> None:
    backwards = dict(reversed(value.items()))
    assert rules.canonical(value) == rules.canonical(backwards)
    assert json.loads(rules.canonical(value)) == value


def test_canonical_json_is_that_of_rfc_8785() -> None:
    assert rules.canonical({"b": 1, "a": "Đ\u20ac\n", "10": None, "1": [True, {}]}) == (
        '{"1":[true,{}],"10":null,"a":"Đ€\\n","b":1}'.encode()
    )


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf"), b"bytes", AT])
def test_what_json_cannot_hold_exactly_is_not_written(value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        rules.canonical({"x": value})


@given(st.binary(max_size=80), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_commitment_hides_behind_its_salt_and_binds_to_its_record(record: bytes, salt: bytes, other: bytes) -> None:
    made = rules.commitment(record, salt=salt)
    assert made == hashlib.sha256(b"ho-so-commit/v1\0" + salt + record).digest()
    assert made != rules.commitment(record + b"x", salt=salt)
    assert salt == other or made != rules.commitment(record, salt=other)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_salt_of_another_length_is_no_salt(size: int) -> None:
    with pytest.raises(ValueError):
        rules.commitment(b"{}", salt=bytes(size))


def test_the_leaf_hash_is_that_of_rfc_6962() -> None:
    # the empty leaf, as published with certificate transparency
    assert rules.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_an_entry_says_which_step_it_is_and_points_at_the_one_before() -> None:
    first = entry()
    link = rules.Link("ab" * 16, 1, rules.leaf_hash(first))
    first_part, second = json.loads(first), json.loads(entry(link=link))
    assert (first_part["n"], first_part["prev"], first_part["v"]) == (1, "", 1)
    assert (second["n"], second["prev"], second["did"]) == (2, rules.leaf_hash(first).hex(), "ab" * 16)
    assert first_part["t"] == "2026-09-07T09:10:30+07:00"
    assert first_part["c"] == rules.commitment(b"{}", salt=SALT).hex()


@pytest.mark.parametrize("name", ["name", "phone", "reason", "code", "by", "kind", "c", "prev"])
def test_a_public_fact_that_nobody_allowed_is_refused(name: str) -> None:
    with refused("ledger.public", name):
        entry(public={name: "x"})


@pytest.mark.parametrize("name", sorted(rules.PUBLIC_FACTS))
def test_an_allowed_public_fact_never_hides_a_field_of_the_entry(name: str) -> None:
    plain, told = json.loads(entry(public={})), json.loads(entry(public={name: 7}))
    assert {key: told[key] for key in plain} == plain
    assert told[name] == 7


def test_an_entry_that_would_not_fit_a_bundle_is_refused() -> None:
    with refused("ledger.size", "65"):
        entry(public={"to": "x" * 65_535})
