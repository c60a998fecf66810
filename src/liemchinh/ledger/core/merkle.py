"""Hashes of the log's tree and the checking of its two proofs: an entry is in it, and it only ever grew.

Never reads a file and never builds a proof (see `tiles`). Formats: RFC 6962 §2.1, RFC 9162 §2.1.3.2 and §2.1.4.2.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

HASH = 32
"""Bytes in every hash of the tree (SHA-256)."""

EMPTY_ROOT = sha256(b"").digest()
"""Root of the tree without entries (RFC 6962 §2.1)."""


def leaf_hash(entry: bytes) -> bytes:
    """The 32-byte leaf hash of an entry's bytes: SHA-256(0x00 ‖ entry) (RFC 6962 §2.1)."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The leaf hashes of many entries, in their order: the same as `leaf_hash` of each, at half the price."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash over two child hashes: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1)."""
    return sha256(b"\x01" + left + right).digest()


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash `leaf` is entry number `index` of the tree of `size` entries whose root is `root`.

    `proof` are the 32-byte sibling hashes, the leaf's own sibling first. Raises Refused("ledger.inclusion") for a
    proof of the wrong length or shape and for one that leads to another root (RFC 9162 §2.1.3.2).
    """
    if root_from_inclusion(leaf, index, size, proof) != root:
        sentence = gettext_noop("Bằng chứng không dẫn tới gốc đã công bố: mục số {index} không có trong sổ {size} mục.")
        raise Refused("ledger.inclusion", sentence, index=index, size=size)


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The 32-byte root of the tree of `size` entries that has `leaf` at `index` beside the hashes of `proof`.

    Raises Refused("ledger.inclusion") when `index` is not below `size`, or the proof has not exactly the hashes that
    such a place needs (RFC 9162 §2.1.3.2).
    """
    if not 0 <= index < size:
        sentence = gettext_noop("Sổ {size} mục không có mục số {index} (số thứ tự tính từ 0).")
        raise Refused("ledger.inclusion", sentence, index=index, size=size)
    if len(leaf) != HASH or not _are_hashes(proof):
        sentence = gettext_noop("Bằng chứng cho mục số {index} có mã băm không đủ 32 byte.")
        raise Refused("ledger.inclusion", sentence, index=index, size=size)
    if len(proof) != _way_length(index, size):
        sentence = gettext_noop("Bằng chứng cho mục số {index} trong sổ {size} mục không đúng số mã băm ({count}).")
        raise Refused("ledger.inclusion", sentence, index=index, size=size, count=len(proof))
    root = leaf
    turns = index | -1 << _joins_edge(index, size)  # bit by bit upwards, whether the sibling stands at the left
    for sibling in proof:
        # `node_hash` written out: the calls would cost as much as the hashing
        root = sha256(b"\x01" + sibling + root if turns & 1 else b"\x01" + root + sibling).digest()
        turns >>= 1
    return root


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of `new_size` entries begins with the very entries of the tree of `old_size`.

    Roots and proof elements are 32 bytes each. Every tree begins with the empty one: then the old root must be the
    empty root and the proof must be empty, as it must be between equal sizes. Raises Refused("ledger.consistency")
    for everything else that does not hold exactly (RFC 9162 §2.1.4.2).
    """
    if not 0 <= old_size <= new_size:
        sentence = gettext_noop("Sổ không thể lùi từ {old} mục xuống {new} mục.")
        raise Refused("ledger.consistency", sentence, old=old_size, new=new_size)
    if not _are_hashes([old_root, new_root, *proof]):
        sentence = gettext_noop("Bằng chứng nối sổ {old} mục với sổ {new} mục có mã băm không đủ 32 byte.")
        raise Refused("ledger.consistency", sentence, old=old_size, new=new_size)
    if len(proof) != _consistency_length(old_size, new_size):
        sentence = gettext_noop("Bằng chứng nối sổ {old} mục với sổ {new} mục không đúng số mã băm ({count}).")
        raise Refused("ledger.consistency", sentence, old=old_size, new=new_size, count=len(proof))
    if old_size == 0 or old_size == new_size:
        kept = (old_size > 0 or old_root == EMPTY_ROOT) and (old_size < new_size or old_root == new_root)
        kept = kept and (new_size > 0 or new_root == EMPTY_ROOT)
    else:
        kept = _roots_from_consistency(old_size, old_root, new_size, proof) == (old_root, new_root)
    if not kept:
        sentence = gettext_noop("Sổ {new} mục không phải là sổ {old} mục được ghi tiếp: có mục cũ đã bị sửa, bị bỏ.")
        raise Refused("ledger.consistency", sentence, old=old_size, new=new_size)


def _roots_from_consistency(
    old_size: int, old_root: bytes, new_size: int, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Both roots as the proof builds them, for 0 < old_size < new_size and a proof of the exact length."""
    height = _full_height(old_size)
    index, size = (old_size - 1) >> height, -(-new_size >> height)  # counted in subtrees of that height
    way = [old_root, *proof] if index == 0 else list(proof)  # an old tree that is one full subtree stands for itself
    old = new = way[0]
    for above, sibling in enumerate(way[1:]):
        if _is_right(index, above, size):
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)  # what lies at the right came later
    return old, new


def _consistency_length(old_size: int, new_size: int) -> int:
    """How many hashes connect two sizes: the old tree's last full subtree, unless it is the whole, and its way up."""
    if old_size == 0 or old_size == new_size:
        return 0
    height = _full_height(old_size)
    index = (old_size - 1) >> height
    return (index > 0) + _way_length(index, -(-new_size >> height))


def _full_height(size: int) -> int:
    """The height of the last full subtree of a tree of `size` > 0 entries."""
    return (size & -size).bit_length() - 1


def _joins_edge(index: int, size: int) -> int:
    """The height from which on the way up from `index` runs along the right edge of the tree."""
    return (index ^ (size - 1)).bit_length()


def _way_length(index: int, size: int) -> int:
    """How many siblings lie on the way up: all below the right edge, then one for each subtree left of it."""
    inner = _joins_edge(index, size)
    return inner + (index >> inner).bit_count()


def _is_right(index: int, height: int, size: int) -> bool:
    """Whether the sibling number `height` of the way up from `index` stands at the left of it."""
    return height >= _joins_edge(index, size) or bool(index >> height & 1)


def _are_hashes(values: Sequence[bytes]) -> bool:
    return [*map(len, values)].count(HASH) == len(values)
