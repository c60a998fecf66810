"""Canonical JSON the quick way gives the bytes of RFC 8785, and a token tells one value from another."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.ledger.rules.writing import canonical_json, read_rows, salt_mark, token, written_rows

PLAIN = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
ANY = PLAIN | st.floats(allow_nan=False, allow_infinity=False)
TREES = st.recursive(ANY, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def reference(value: Any) -> bytes | type[Exception]:
    try:
        return rfc8785.dumps(value)
    except (ValueError, UnicodeError) as problem:
        return type(problem)


@given(TREES)
def test_the_quick_way_writes_the_bytes_of_the_long_way(value: Any) -> None:
    expected = reference(value)
    if isinstance(expected, bytes):
        assert canonical_json(value) == expected
    else:
        with pytest.raises(expected):
            canonical_json(value)


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))
def test_what_was_written_is_written_alike_again(value: Any) -> None:
    if isinstance(reference(value), bytes):
        written = canonical_json(value)
        assert canonical_json(json.loads(written)) == written


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"a": "\udfff"}])
def test_what_json_cannot_hold_exactly_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical_json(value)


@given(st.text(max_size=300), st.text(max_size=300))
def test_two_texts_have_two_tokens(one: str, other: str) -> None:
    assert (token(one) == token(other)) == (one == other)


@given(st.text(max_size=300))
def test_a_token_is_short_and_a_hash_is_never_mistaken_for_a_text(text: str) -> None:
    said = token(text)
    assert len(json.dumps(said, ensure_ascii=False)) <= 100
    if text.startswith("sha256:"):
        assert said != text


def test_one_moment_has_one_token_whatever_its_zone() -> None:
    vietnam = datetime(2026, 9, 7, 9, 10, tzinfo=timezone(timedelta(hours=7)))
    assert token(vietnam) == token(vietnam.astimezone(UTC)) == "2026-09-07T02:10:00.000000+00:00"
    assert token(date(2026, 9, 7)) == "2026-09-07"


def test_a_decimal_is_the_same_with_and_without_idle_zeros() -> None:
    assert token(Decimal("1.50")) == token(Decimal("1.5")) == "1.5"
    assert token(Decimal("0.00")) == "0"
    assert token(Decimal("100")) == "100"


def test_other_values_have_tokens_too() -> None:
    assert token(b"\x01\xff") == "01ff"
    assert token(UUID(int=5)) == "00000000-0000-0000-0000-000000000005"
    assert token([1, {"a": None}]) == [1, {"a": None}]
    assert str(token(["x" * 200])).startswith("sha256:")


def test_rows_and_blocks_are_read_as_they_were_told() -> None:
    rows = [("a", "", {"x": 1}), ("a", "7", None), ("b", ("x", "y"), {"1": (2, None), "3": ("t", False)})]
    written = json.loads(canonical_json(written_rows(rows)))
    assert list(read_rows(written)) == [
        ("a", "", {"x": 1}),
        ("a", "7", None),
        ("b", "1", {"x": 2, "y": None}),
        ("b", "3", {"x": "t", "y": False}),
    ]


def test_a_salt_mark_tells_salts_apart_and_not_what_they_are() -> None:
    assert salt_mark(b"\0" * 32) != salt_mark(b"\1" + b"\0" * 31)
    assert len(salt_mark(b"\0" * 32)) == 16
