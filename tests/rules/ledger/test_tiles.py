"""The tree in files: paths, bundles, tiles byte for byte like other logs', and proofs that read few of them."""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from math import prod
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from liemchinh.ledger.core.merkle import (
    EMPTY_ROOT,
    HASH,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from liemchinh.ledger.core.tiles import (
    WIDTH,
    Edge,
    Tile,
    bundle_path,
    consistency_proof,
    hash_at,
    inclusion_proof,
    new_tiles,
    pack_entries,
    parse_bundle_path,
    parse_tile_path,
    root_of,
    tile_path,
    tiles_of,
    unpack_entries,
)
from tests.refusals import refused
from tests.rules.ledger import tree

VECTORS = Path(__file__).parent / "vectors"
PATHS = json.loads((VECTORS / "tile_paths.json").read_text())
TESSERA = json.loads((VECTORS / "tessera_log.json").read_text())
SUNLIGHT = json.loads((VECTORS / "sunlight_mirror.json").read_text())
SIZES = st.one_of(
    st.integers(1, 700),
    st.integers(1, 10**7),
    st.builds(lambda n, d: max(1, 256**n + d), st.integers(1, 2), st.integers(-2, 2)),
)


class Shelf:
    """Tiles as a log publishes them: the full ones, and every partial one of the sizes that it stopped at."""

    def __init__(self) -> None:
        self.edge = Edge()
        self.tiles: dict[tuple[int, int, int], bytes] = {}

    def append(self, leaves: list[bytes]) -> None:
        for tile in self.edge.append(leaves) + self.edge.partial_tiles():
            self.tiles[tile.level, tile.index, tile.width] = tile.hashes

    def read(self, level: int, index: int, width: int) -> bytes:
        return self.tiles[level, index, width]


@pytest.fixture(scope="module")
def grown() -> Shelf:
    """A log that stopped at every size up to six hundred."""
    shelf = Shelf()
    for index in range(tree.MANY):
        shelf.append([tree.leaf(index)])
    return shelf


# paths


def test_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 1234067) == f"tile/0/{PATHS['number']['1234067']}"
    assert tile_path(7, 0) == f"tile/7/{PATHS['number']['0']}"
    assert tile_path(0, 273, 112) == f"tile/0/{PATHS['number']['273 p112']}"
    assert bundle_path(1234067) == "tile/entries/x001/x234/067"
    assert bundle_path(0, 5) == "tile/entries/000.p/5"


def test_the_tiles_of_a_size_are_those_of_the_specification() -> None:
    partial = {tile_path(*tile) for tile in tiles_of(70_000) if tile[2] < WIDTH}
    assert partial == {line for line in PATHS["size_70000"] if line.startswith("tile/")}
    assert Counter(level for level, _, width in tiles_of(70_000) if width == WIDTH) == {0: 273, 1: 1}
    assert [tile_path(*tile) for tile in tiles_of(256)] == PATHS["size_256"]
    assert not list(tiles_of(0))


@given(st.integers(0, 63), st.integers(0, 10**9), st.integers(1, WIDTH))
def test_a_path_says_which_tile_it_is(level: int, index: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, index, width)) == (level, index, width)
    assert parse_bundle_path(bundle_path(index, width)) == (index, width)


@pytest.mark.parametrize(
    "path",
    ["tile/00/000", "tile/64/000", "tile/0/0", "tile/0/0000", "tile/0/001/000", "tile/0/x000/001", "tile/0/000.p/0",
     "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/05", "tile/0/000.p/", "tile/-1/000", "tile/0/٠٠٠",
     "tile/0/x001", "tile/0/000\n", "/tile/0/000", "tile/8/0/000", "tile/entries/000/", "tile/entries/x000/001",
     "tile/entries/00", ""],
)  # fmt: skip
def test_what_is_not_written_as_a_path_is_refused(path: str) -> None:
    for parse in (parse_tile_path, parse_bundle_path):
        with refused("ledger.path"):
            parse(path)


# bundles


def test_a_bundle_is_byte_for_byte_that_of_another_log() -> None:
    entries = [entry.encode() for entry in TESSERA["entries"]]
    for size, expected in TESSERA["entries_000_p_hex"].items():
        assert pack_entries(entries[: int(size)]).hex() == expected
        assert unpack_entries(bytes.fromhex(expected)) == entries[: int(size)]


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=WIDTH))
def test_what_was_packed_is_unpacked(entries: list[bytes]) -> None:
    assert unpack_entries(pack_entries(entries)) == entries


def test_the_longest_entry_fits_and_one_byte_more_does_not() -> None:
    assert unpack_entries(pack_entries([b"x" * 65_535])) == [b"x" * 65_535]
    with refused("ledger.bundle", "65536"):
        pack_entries([b"x" * 65_536])


@pytest.mark.parametrize("count", [0, WIDTH + 1])
def test_a_bundle_of_none_or_too_many_is_refused(count: int) -> None:
    with refused("ledger.bundle"):
        pack_entries([b""] * count)
    with refused("ledger.bundle"):
        unpack_entries(b"\x00\x00" * count)


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=5), st.data())
def test_a_bundle_cut_short_never_reads_as_the_whole(entries: list[bytes], data: st.DataObject) -> None:
    packed = pack_entries(entries)
    cut = packed[: data.draw(st.integers(0, len(packed) - 1))]
    ends = {len(pack_entries(entries[:count])) for count in range(1, len(entries))}
    if len(cut) in ends:  # cut between two entries: a narrower bundle, which the width in its path gives away
        assert unpack_entries(cut) == entries[: len(unpack_entries(cut))]
    else:
        with refused("ledger.bundle"):
            unpack_entries(cut)


# tiles


def test_tiles_are_byte_for_byte_those_of_another_log() -> None:
    edge = Edge()
    for size, entry in enumerate(TESSERA["entries"], start=1):
        assert edge.append([leaf_hash(entry.encode())]) == []
        (tile,) = edge.partial_tiles()
        assert tile.path == f"tile/0/000.p/{size}"
        assert tile.hashes.hex() == TESSERA["tile_0_000_p_hex"][str(size)]
        assert edge.root() == b64decode(TESSERA["checkpoints"][str(size)].split("\n")[2])


def test_a_mirror_of_three_hundred_entries_is_rebuilt_from_its_leaves() -> None:
    theirs = {path: b64decode(hashes) for path, hashes in SUNLIGHT["tiles_b64"].items()}
    leaves = split(theirs["tile/0/000"] + theirs["tile/0/001.p/44"])
    edge = Edge()
    ours = {tile.path: tile.hashes for tile in edge.append(leaves) + edge.partial_tiles()}
    assert ours == theirs
    root = b64decode(SUNLIGHT["checkpoint"].split("\n")[2])
    assert edge.root() == root == root_of(300, lambda *tile: theirs[tile_path(*tile)])


def test_every_size_to_six_hundred_has_the_root_and_tiles_of_the_definition(grown: Shelf) -> None:
    edge = Edge()
    assert edge.root() == EMPTY_ROOT == root_of(0, grown.read)
    assert not edge.partial_tiles()
    for size in range(1, tree.MANY):
        edge.append([tree.leaf(size - 1)])
        assert edge.root() == tree.root(0, size) == root_of(size, grown.read)
        for level, index, width in tiles_of(size):
            span = WIDTH**level
            first = index * WIDTH * span
            roots = [tree.root(at, at + span) for at in range(first, first + width * span, span)]
            assert split(grown.read(level, index, width)) == roots


def test_every_proof_to_six_hundred_is_the_one_of_the_definition(grown: Shelf) -> None:
    for size in range(1, tree.MANY):
        for at in {0, size // 2, size - 1, *Random(size).sample(range(size), min(size, 3))}:
            assert inclusion_proof(at, size, grown.read) == tree.path(at, 0, size)
            assert hash_at(0, at, size, grown.read) == tree.leaf(at)
            assert consistency_proof(at + 1, size, grown.read) == tree.proof(at + 1, size)
        assert consistency_proof(0, size, grown.read) == []


@given(st.lists(st.integers(0, 40_000), max_size=6), st.booleans())
@settings(max_examples=25, deadline=None)
@example([255, 1], False)
@example([256 * 256, 1], True)
@example([1, 65_534, 1, 8_192], True)
def test_in_however_many_steps_a_log_grew_it_is_the_same_log(steps: list[int], saved: bool) -> None:
    leaves = [number.to_bytes(HASH, "big") for number in range(sum(steps))]
    whole, edge = Edge(), Edge()
    expected = whole.append(leaves)
    found: list[Tile] = []
    for step in steps:
        size = edge.size
        full = edge.append(leaves[size : size + step])
        partial = edge.partial_tiles()
        assert sorted(new_tiles(size, edge.size)) == sorted(
            (tile.level, tile.index, tile.width)
            for tile in full + partial
            if edge.size // WIDTH**tile.level != size // WIDTH**tile.level
        )
        found += full
        if saved:
            edge = Edge.from_bytes(edge.to_bytes())
    assert edge.size == whole.size == len(leaves)
    assert edge.root() == whole.root()
    assert edge.to_bytes() == whole.to_bytes()
    assert edge.partial_tiles() == whole.partial_tiles()
    assert sorted(found, key=order) == sorted(expected, key=order)
    assert [tile for tile in found if tile.level == 0] == [tile for tile in expected if tile.level == 0]


def test_a_tile_comes_after_those_beneath_it() -> None:
    full = Edge().append([b"\x00" * HASH] * (WIDTH * WIDTH * 2))
    place = {(tile.level, tile.index): number for number, tile in enumerate(full)}
    for index in range(2):
        assert place[1, index] > max(place[0, beneath] for beneath in range(index * WIDTH, (index + 1) * WIDTH))


def test_a_leaf_of_another_length_is_not_a_leaf_and_changes_nothing() -> None:
    edge = Edge()
    with pytest.raises(ValueError):
        edge.append([tree.leaf(0), b"short"])
    assert edge.size == 0


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 70_000])
def test_an_edge_with_a_byte_more_or_less_is_refused(size: int) -> None:
    edge = Edge()
    edge.append([tree.leaf(0)] * size)
    data = edge.to_bytes()
    for wrong in (data[:-1], data + b"\x00", data[:4], b"", data + tree.leaf(0)):
        with refused("ledger.edge"):
            Edge.from_bytes(wrong)


# proofs from tiles


class Uniform:
    """The tree of any size whose leaves are all alike: every tile can be told without building the others."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.asked: Counter[tuple[int, int]] = Counter()
        self.full = [tree.leaf(0)]  # root over 2^k such leaves
        for _ in range(64):
            self.full.append(node_hash(self.full[-1], self.full[-1]))

    def read(self, level: int, index: int, width: int) -> bytes:
        self.asked[level, index] += 1
        assert (level, index, width) in self.around(level, index)
        return self.full[8 * level] * width

    def around(self, level: int, index: int) -> Iterator[tuple[int, int, int]]:
        """The tile as the tree of this size has it."""
        width = min(WIDTH, self.size // WIDTH**level - index * WIDTH)
        if width > 0:
            yield level, index, width

    def root(self, size: int) -> bytes:
        peaks = [self.full[bit] for bit in range(64) if size >> bit & 1]
        found = peaks[0]
        for peak in peaks[1:]:
            found = node_hash(peak, found)
        return found

    def bound(self) -> int:
        """⌈log256 size⌉ for the way up, and the partial tiles at the right edge."""
        way = next(height for height in range(9) if prod([WIDTH] * height) >= self.size)
        return way + sum(1 for level in range(8) if self.size // WIDTH**level % WIDTH)


@given(SIZES, st.data())
@settings(max_examples=200)
def test_an_inclusion_proof_reads_few_tiles_and_each_once(size: int, data: st.DataObject) -> None:
    index = data.draw(st.one_of(st.integers(0, size - 1), st.sampled_from([0, size - 1, size // 2])))
    tiles = Uniform(size)
    proof = inclusion_proof(index, size, tiles.read)
    verify_inclusion(tree.leaf(0), index, size, proof, tiles.root(size))
    assert set(tiles.asked.values()) <= {1}
    assert len(tiles.asked) <= tiles.bound()


@given(SIZES, st.data())
@settings(max_examples=200)
def test_a_consistency_proof_reads_few_tiles_and_each_once(size: int, data: st.DataObject) -> None:
    old = data.draw(st.one_of(st.integers(1, size), st.sampled_from([1, size])))
    tiles = Uniform(size)
    proof = consistency_proof(old, size, tiles.read)
    verify_consistency(old, tiles.root(old), size, tiles.root(size), proof)
    assert set(tiles.asked.values()) <= {1}
    assert len(tiles.asked) <= tiles.bound()


@given(SIZES)
def test_a_root_is_read_from_the_right_edge_alone(size: int) -> None:
    tiles = Uniform(size)
    assert root_of(size, tiles.read) == tiles.root(size)
    assert all(size // WIDTH**level // WIDTH in (index, index + 1) for level, index in tiles.asked)
    assert set(tiles.asked.values()) == {1}


@pytest.mark.parametrize("change", [lambda hashes: hashes[:-1], lambda hashes: hashes + b"\x00" * HASH, lambda _: b""])
def test_a_tile_of_another_length_is_refused_by_its_path(change: Callable[[bytes], bytes]) -> None:
    tiles = Uniform(70_000)
    with refused("ledger.tile", "tile/0/273.p/112"):
        inclusion_proof(69_999, 70_000, lambda *tile: change(tiles.read(*tile)))


def test_places_outside_the_tree_have_no_proof(grown: Shelf) -> None:
    for index, size in ((5, 5), (-1, 5), (0, 0)):
        with pytest.raises(ValueError):
            inclusion_proof(index, size, grown.read)
    for old, new in ((6, 5), (-1, 5)):
        with pytest.raises(ValueError):
            consistency_proof(old, new, grown.read)
    for level, index in ((3, 1), (-1, 0), (4, 0)):
        with pytest.raises(ValueError):
            hash_at(level, index, 15, grown.read)
    assert hash_at(3, 0, 15, grown.read) == tree.root(0, 8)


def split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def order(tile: Tile) -> tuple[int, int]:
    return tile.level, tile.index
