"""Draws: nobody's rank depends on anybody else, quotas are met in whole numbers, and every input is bound."""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.ledger.core.merkle import leaf_hash, node_hash
from liemchinh.ledger.draws.pool import (
    EXCLUDED,
    LEADER,
    OTHER,
    Declarant,
    PoolLine,
    parse_pool,
    pool_root,
    pool_text,
    public_pool,
    read_declarants,
    tag_of,
)
from liemchinh.ledger.draws.rfc3797 import draw_digest, key_string, select_rfc3797
from liemchinh.ledger.draws.selection import (
    Outcome,
    Quota,
    carry_out_draw,
    draw_seed,
    part_of,
    person_rank,
    reveal_commitment,
    unit_rank,
)
from tests.refusals import refused

LAW = Quota(units=20, people=10, leaders=1)
SEED = hashlib.sha256(b"a seed").digest()

LINES = st.lists(
    st.builds(
        lambda number, unit, stratum: PoolLine(hashlib.sha256(b"%d" % number).hexdigest(), f"H{unit}", stratum),
        st.integers(0, 10**9),
        st.integers(1, 9),
        st.sampled_from([LEADER, OTHER, OTHER, EXCLUDED]),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda line: line.tag,
)
SEEDS = st.binary(min_size=32, max_size=32)


def pool(units: int, people: int, leaders: int = 2) -> list[PoolLine]:
    return [
        PoolLine(
            hashlib.sha256(f"{unit}/{one}".encode()).hexdigest(), f"H{unit:03d}", LEADER if one < leaders else OTHER
        )
        for unit in range(units)
        for one in range(people)
    ]


def drawn(outcome: Outcome) -> list[str]:
    return [tag for unit in outcome.units for tag in (*unit.leaders, *unit.others)]


@given(LINES, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines: list[PoolLine], seed: bytes, chance: random.Random) -> None:
    shuffled = chance.sample(lines, len(lines))
    assert carry_out_draw(seed, shuffled, LAW) == carry_out_draw(seed, lines, LAW)
    assert pool_root(shuffled) == pool_root(lines)
    assert pool_text(shuffled) == pool_text(lines)
    assert parse_pool(pool_text(lines)) == sorted(lines)


@given(LINES, SEEDS)
def test_quotas_are_always_met_or_the_result_says_what_is_missing(lines: list[PoolLine], seed: bytes) -> None:
    outcome = carry_out_draw(seed, lines, LAW)
    units = {line.unit for line in lines}
    assert len(outcome.units) == min(part_of(len(units), 20), len(units) - len(outcome.empty_units))
    assert {one.unit for one in outcome.units} | set(outcome.reserve_units) | set(outcome.empty_units) == units
    by_tag = {line.tag: line for line in lines}
    for one in outcome.units:
        members = [line for line in lines if line.unit == one.unit]
        chosen = (*one.leaders, *one.others)
        assert one.quota * 10 >= len(members) == one.declarants
        assert len(chosen) + one.short == one.quota == max(1, -(-len(members) // 10))
        assert one.short == 0 or not one.reserve
        assert any(by_tag[tag].stratum == LEADER for tag in chosen) or one.no_leader
        assert one.no_leader == all(line.stratum != LEADER for line in members)
        assert all(by_tag[tag].drawable and by_tag[tag].unit == one.unit for tag in (*chosen, *one.reserve))
        assert len({*chosen, *one.reserve}) == sum(line.drawable for line in members)
        assert [person_rank(seed, tag) for tag in one.reserve] == sorted(person_rank(seed, tag) for tag in one.reserve)


@given(LINES, SEEDS, st.integers(1, 9))
def test_somebody_who_cannot_be_drawn_changes_nobodys_rank(lines: list[PoolLine], seed: bytes, unit: int) -> None:
    """They count in the per cent of their unit, as the law counts them: the order stays, its cut may move by one."""
    newcomer = PoolLine("f" * 64, f"H{unit}", EXCLUDED)
    before, after = carry_out_draw(seed, lines, LAW), carry_out_draw(seed, [*lines, newcomer], LAW)

    def order(outcome: Outcome) -> dict[str, tuple[str, ...]]:
        return {one.unit: (*one.leaders, *one.others, *one.reserve) for one in outcome.units}

    assert all(order(after).get(key, value) == value for key, value in order(before).items())
    assert "f" * 64 not in drawn(after)
    assert len(drawn(after)) >= len(drawn(before)) or len({line.unit for line in lines}) < 9
    if any(line.unit == newcomer.unit for line in lines):
        assert [one.unit for one in before.units] == [one.unit for one in after.units]


def test_everyones_rank_is_theirs_alone() -> None:
    lines = pool(10, 30)
    outcome = carry_out_draw(SEED, lines, LAW)
    for one in outcome.units:
        for tag in one.others:
            below = [line for line in lines if line.unit == one.unit and line.tag not in one.leaders]
            assert sum(person_rank(SEED, line.tag) < person_rank(SEED, tag) for line in below) < one.quota - 1
    ranks = [unit_rank(SEED, one.unit) for one in outcome.units]
    assert ranks == sorted(ranks)
    assert max(ranks) < min(unit_rank(SEED, unit) for unit in outcome.reserve_units)


def test_shares_are_rounded_up_in_whole_numbers() -> None:
    assert [part_of(count, 20) for count in (1, 4, 5, 6, 10, 11, 42)] == [1, 1, 1, 2, 2, 3, 9]
    assert [part_of(count, 10) for count in (1, 9, 10, 11, 100, 101)] == [1, 1, 1, 2, 10, 11]
    assert part_of(10**17, 10) == 10**16  # a float would be off by one somewhere near here
    assert part_of(10**17 + 1, 10) == 10**16 + 1


def test_a_unit_of_fewer_than_ten_gives_one_and_it_is_a_leader() -> None:
    one = carry_out_draw(SEED, pool(1, 7), LAW).units[0]
    assert (one.quota, len(one.leaders), len(one.others), one.no_leader) == (1, 1, 0, False)


def test_a_unit_without_head_or_deputy_is_drawn_and_told() -> None:
    one = carry_out_draw(SEED, pool(1, 25, leaders=0), LAW).units[0]
    assert (one.quota, len(one.leaders), len(one.others), one.no_leader, one.short) == (3, 0, 3, True, 0)


def test_a_unit_where_nobody_can_be_drawn_is_passed_over_and_named() -> None:
    lines = [replace(line, stratum=EXCLUDED) if line.unit == "H001" else line for line in pool(5, 4)]
    for number in range(20):
        outcome = carry_out_draw(hashlib.sha256(b"%d" % number).digest(), lines, LAW)
        assert outcome.empty_units == ("H001",)
        assert len(outcome.units) == 1


def chi_square(counts: Sequence[int], expected: float) -> float:
    return sum((count - expected) ** 2 / expected for count in counts)


def test_no_place_in_the_pool_is_drawn_more_often() -> None:
    """13 units and 11 people divide no power of two: a remainder would show. The 0.1 % bounds of chi-square."""
    lines, rounds = pool(13, 11, leaders=3), 4000
    units: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for number in range(rounds):
        outcome = carry_out_draw(hashlib.sha256(b"round %d" % number).digest(), lines, LAW)
        units.update(one.unit for one in outcome.units)
        people.update(tag for one in outcome.units for tag in one.leaders)
    assert chi_square([units[f"H{unit:03d}"] for unit in range(13)], rounds * 3 / 13) < 32.9
    leaders = [line.tag for line in lines if line.stratum == LEADER]
    assert chi_square([people[tag] for tag in leaders], rounds * 3 / 13 / 3) < 73.4


# The seed -----------------------------------------------------------------------------------------------------


def test_the_seed_is_the_hash_of_all_its_parts_in_their_order() -> None:
    leaf, signature, secret = b"\1" * 32, b"\2" * 48, b"\3" * 32
    expected = hashlib.sha256(b"boc-tham/v1\n" + leaf + signature + b"012345" + secret).digest()
    assert draw_seed(leaf, signature, "012345", [secret]) == expected
    others = {
        draw_seed(b"\0" * 32, signature, "012345", [secret]),
        draw_seed(leaf, b"\0" * 48, "012345", [secret]),
        draw_seed(leaf, signature, "012346", [secret]),
        draw_seed(leaf, signature, "012345", []),
        draw_seed(leaf, signature, "012345", [secret, b"\4" * 32]),
        draw_seed(leaf, signature, "012345", [b"\4" * 32, secret]),
    }
    assert len(others | {expected}) == 7


def test_parts_of_another_length_make_no_seed() -> None:
    with pytest.raises(ValueError, match="48"):
        draw_seed(bytes(32), bytes(47), "1", [])
    with pytest.raises(ValueError, match="32"):
        reveal_commitment(b"short")


# The pool -----------------------------------------------------------------------------------------------------

LIST = """id,unit,stratum,excluded,name
000000000011,H99.1,head,,Nguyễn Văn Ví Dụ
000000000012,H99.1,deputy,ill,
000000000013,H99.1,other,,
000000000014,H99.2,head,verified,
"""


def test_a_private_list_is_read_with_its_reasons() -> None:
    people = read_declarants("\ufeff" + LIST)
    assert [(one.unit, one.stratum, one.excluded) for one in people] == [
        ("H99.1", "head", ""),
        ("H99.1", "deputy", "ill"),
        ("H99.1", "other", ""),
        ("H99.2", "head", "verified"),
    ]
    assert people[0].name == "Nguyễn Văn Ví Dụ"


def test_the_public_list_tells_no_name_no_number_and_no_reason() -> None:
    people = {bytes([number]) * 32: person for number, person in enumerate(read_declarants(LIST))}
    text = pool_text(public_pool(people))
    assert not [word for word in ("0000000", "Ví Dụ", "ill", "verified", "head", "deputy") if word in text]
    assert Counter(row.split(",")[2] for row in text.splitlines()[1:]) == {LEADER: 1, OTHER: 1, EXCLUDED: 2}


def test_a_tag_binds_the_whole_line_and_needs_its_salt() -> None:
    person = Declarant("1", "H99.1", "head")
    tags = {tag_of(person, bytes(32)), tag_of(person, b"\1" * 32)}
    for change in ({"id": "2"}, {"unit": "H99.2"}, {"stratum": "other"}, {"excluded": "ill"}):
        tags.add(tag_of(replace(person, **change), bytes(32)))
    assert len(tags) == 6
    assert tag_of(replace(person, name="Tên"), bytes(32)) == tag_of(person, bytes(32))
    with pytest.raises(ValueError, match="salt"):
        tag_of(person, b"short")


def test_lines_at_fault_are_named_all_at_once() -> None:
    wrong = LIST + "000000000011,H99.2,other,,\n,H99.1,other,,\n5,H99.1,boss,,\n6,H99.1,other,tired,\n7,x y,other,,\n"
    opening = "Danh sách có 5 dòng chưa đúng: dòng 6: trùng id với dòng 2; dòng 7: "
    with refused("draws.pool", opening, "dòng 8", "dòng 9", "dòng 10"):
        read_declarants(wrong)


@pytest.mark.parametrize("text", ["", "id,unit\n1,H1\n", "name\n"])
def test_a_list_without_its_columns_is_refused(text: str) -> None:
    with refused("draws.pool", "stratum"):
        read_declarants(text)


def test_an_empty_list_is_refused() -> None:
    with refused("draws.pool_empty"):
        read_declarants("id,unit,stratum\n")
    with refused("draws.pool_empty"):
        parse_pool("tag,unit,stratum\n")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("ab,H1,other", "dòng 2"),
        (f"{'a' * 64},H1,boss", "dòng 2"),
        (f"{'a' * 64},H1,other\n{'a' * 64},H2,other", "dòng 3: trùng tag với dòng 2"),
        (f"{'A' * 64},H1,other", "dòng 2"),
    ],
)
def test_a_public_list_with_a_bad_line_is_refused(row: str, complaint: str) -> None:
    with refused("draws.pool", complaint):
        parse_pool(f"tag,unit,stratum\n{row}\n")


def test_the_commitment_is_the_tree_hash_of_rfc_6962_over_the_sorted_lines() -> None:
    lines = sorted(pool(1, 3))
    first, second, third = (leaf_hash(f"{one.tag},{one.unit},{one.stratum}".encode()) for one in lines)
    assert pool_root(lines) == node_hash(node_hash(first, second), third)
    assert pool_root([replace(lines[0], stratum=EXCLUDED), *lines[1:]]) != pool_root(lines)


# RFC 3797 -----------------------------------------------------------------------------------------------------

RFC_KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
RFC_DIGESTS = [
    "990DD0A5692A029A98B5E01AA28F3459",
    "3691E55CB63FCC37914430B2F70B5EC6",
    "FE814EDF564C190AC1D25753979990FA",
    "1863CCACEB568C31D7DDBDF1D4E91387",
    "F4AB33DF4889F0AF29C513905BE1D758",
    "13EAEB529F61ACFB9A29D0BA3A60DE4A",
    "992DB77C382CA2BDB9727001F3CDCCD9",
    "63AB4258ECA922976811C7F55C383CE7",
]


def test_the_example_of_rfc_3797_comes_out_as_printed() -> None:
    assert key_string([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]) == RFC_KEY
    assert [draw_digest(RFC_KEY, step).hex().upper() for step in range(8)] == RFC_DIGESTS
    assert select_rfc3797(25, 10, RFC_KEY) == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]


def test_rfc_3797_cannot_select_more_than_there_are() -> None:
    assert sorted(select_rfc3797(5, 5, RFC_KEY)) == [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="more"):
        select_rfc3797(5, 6, RFC_KEY)


def test_json_of_draws_is_canonical() -> None:
    from liemchinh.ledger.draws.announcement import draw_json

    value = {"b": ["Thí Dụ \u20ac\n", 1], "a": {"z": True, "é".encode().hex(): ""}}
    rfc8785 = pytest.importorskip("rfc8785")
    assert draw_json(value) == rfc8785.dumps(value)
    assert json.loads(draw_json(value)) == value
