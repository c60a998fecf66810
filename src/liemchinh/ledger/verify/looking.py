"""Looks into the published log for a promised leaf, and proves its absence: every leaf there is, up to a signed root.

Reads a folder or an address, with nothing but GET. Everything read is checked against a checkpoint that the policy
accepts; a log that shows other leaves than it signed is caught here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.merkle import HASH, leaf_hash, verify_inclusion
from liemchinh.ledger.core.note import VerifierKey, parse_note
from liemchinh.ledger.core.policy import Policy, Standing
from liemchinh.ledger.core.promise import Promise
from liemchinh.ledger.core.published import source_at
from liemchinh.ledger.core.tiles import (
    WIDTH,
    Edge,
    bundle_path,
    inclusion_proof,
    tile_path,
    unpack_entries,
)
from liemchinh.ledger.verify.checking import TRUTH, entry_facts, needed_of, witness_lines
from liemchinh.ledger.verify.saying import Mark, Report, Ruling, Shown, grouped_leaf, ruling_of, said_moment

CLOSING_KIND = "ledger.shard_closed"  # the last entry of a year's book that will not grow any more
ReadFile = Callable[[str], bytes]
"""Reads one published file by its path under the ledger's prefix, `2026/checkpoint`; OSError when it is not there."""


@dataclass(frozen=True)
class Book:
    """One year's book as it was read: what its checkpoint stands on, its note verbatim, where the leaf is if it is.

    `closed`: its last entry says that it ends there.
    """

    standing: Standing
    note: bytes
    index: int | None
    closed: bool = False


def reader_of(place: str) -> ReadFile:
    """A reader of the log at an address (`https://…/ledger`) or in a folder. Raises Refused "verify.log" for others."""
    if not place.startswith(("http://", "https://")) and ("://" in place or not Path(place).is_dir()):
        sentence = gettext_noop("Không có sổ ở “{place}”: cần địa chỉ http(s) hoặc thư mục của sổ đã công bố.")
        raise Refused("verify.log", sentence, place=place)
    source = source_at(place)

    def read(path: str) -> bytes:
        try:
            content = source.get(path)
        except Refused as away:
            raise OSError(str(away)) from away
        if content is None:
            raise FileNotFoundError(path)
        return content

    return read


def look_for(leaf: bytes, log: VerifierKey, policy: Policy, read: ReadFile) -> Book:
    """The book of `log`, searched for `leaf` from its first entry to its last.

    Raises OSError when files cannot be read, Refused when a signature fails or when the leaves are not those of the
    signed root.
    """
    name = log.name.rpartition("/")[2]
    note = read(f"{name}/checkpoint")
    standing = policy.standing(parse_note(note))
    point = standing.checkpoint
    if point.origin != log.name:
        sentence = gettext_noop("Ở chỗ của quyển {log} lại là quyển {origin}.")
        raise Refused("verify.log", sentence, log=log.name, origin=point.origin)

    def tile(level: int, index: int, width: int) -> bytes:
        try:
            return read(f"{name}/{tile_path(level, index, width)}")
        except OSError:
            if width == WIDTH:
                raise
            return read(f"{name}/{tile_path(level, index)}")[: width * HASH]

    edge, last = Edge(), b""
    for start, hashes in _leaf_tiles(point.size, tile):
        for at in range(0, len(hashes), HASH):
            if hashes[at : at + HASH] == leaf:
                found = start + at // HASH
                proof = inclusion_proof(found, point.size, tile)
                verify_inclusion(leaf, found, point.size, proof, point.root)
                return Book(standing, note, found)
        edge.append([hashes[at : at + HASH] for at in range(0, len(hashes), HASH)])
        last = hashes[-HASH:]
    if edge.root() != point.root:
        sentence = gettext_noop("Các mục mà quyển {log} cho xem không phải các mục mà nó đã ký.")
        raise Refused("verify.other_leaves", sentence, log=log.name)
    return Book(standing, note, None, closed=_is_closed(name, point.size, last, read))


def _is_closed(name: str, size: int, last: bytes, read: ReadFile) -> bool:
    """Whether the entry behind the last leaf closes the book. False also when it cannot be read."""
    if not size:
        return False
    index, width = (size - 1) // WIDTH, (size - 1) % WIDTH + 1
    try:
        entry = unpack_entries(read(f"{name}/{bundle_path(index, width)}"))[-1]
    except (OSError, Refused):
        return False
    return leaf_hash(entry) == last and entry_facts(entry.decode("utf-8", "replace")).get("kind") == CLOSING_KIND


def _leaf_tiles(size: int, tile: Callable[[int, int, int], bytes]) -> Iterator[tuple[int, bytes]]:
    for index in range(-(-size // WIDTH)):
        width = min(WIDTH, size - index * WIDTH)
        hashes = tile(0, index, width)
        if len(hashes) != width * HASH:
            sentence = gettext_noop("Mảnh {path} dài sai.")
            raise Refused("ledger.tile", sentence, path=tile_path(0, index, width))
        yield index * WIDTH, hashes


def looked_for(report: Report, promise: Promise, policy: Policy, read: ReadFile, *, now: int, live: bool) -> Report:
    """The report on a good promise, with what the published log shows of it. `now`: Unix seconds of this computer.

    `live` says that the log was read from its own address just now; a folder may be an old copy. Without the leaf,
    and with a checkpoint from after the promised time, the ruling is DROPPED.
    """
    if report.lines[0].mark is not Mark.HOLDS:
        return report
    until = promise.at + promise.within
    books: list[Book] = []
    troubles: list[Shown] = []
    for log in policy.logs:
        try:
            book = look_for(promise.leaf, log, policy, read)
        except Refused as refused:
            troubles.append(Shown("book", Mark.FAILS, str(refused)))
            continue
        except OSError as problem:
            sentence = gettext_noop("Không đọc được quyển {log}: {problem}")
            troubles.append(Shown("book", Mark.OPEN, sentence.format(log=log.name, problem=problem)))
            continue
        books.append(book)
        if book.index is not None:
            lines = [_found_line(promise, book), *witness_lines(book.standing, policy)]
            return _told(report, lines, books, needed=("promise", "kept", *needed_of(policy)))
    if troubles or not books:
        return _told(report, troubles or [_nothing_line()], books)
    late = [_seen_late(book, policy, until) for book in books]
    absent = Shown("kept", Mark.FAILS, _absent_sentence(promise, books))
    if any(late) and all(seen or book.closed for seen, book in zip(late, books, strict=True)):
        names = "; ".join(f"{name} ({said_moment(at)})" for one in late for name, at in sorted(one.items()))
        sentence = gettext_noop("Mốc sổ ấy được ký chứng kiến sau giờ đã hứa: {names}.")
        return _told(report, [absent, Shown("after", Mark.HOLDS, sentence.format(names=names))], books, dropped=True)
    if live and now > until:
        sentence = gettext_noop(
            "Chỉ đồng hồ máy này nói là đã quá giờ hứa; không có chữ ký chứng kiến sau giờ ấy. Hãy giữ lại mốc sổ đã"
            " tải và kiểm tra lại."
        )
        return _told(report, [absent, Shown("after", Mark.OPEN, sentence)], books, dropped=True)
    if now <= until:
        sentence = gettext_noop("Việc đã hứa chưa có trong sổ, và chưa đến giờ đã hứa.")
    else:
        sentence = gettext_noop("Việc đã hứa không có trong bản sổ này, nhưng không rõ bản này có từ trước giờ đã hứa.")
    return _told(report, [Shown("kept", Mark.OPEN, sentence)], books)


def _seen_late(book: Book, policy: Policy, until: int) -> dict[str, int]:
    """The witnesses that signed this checkpoint after the promised time, when they are enough for the quorum."""
    late = {name: at for name, at in book.standing.cosigned.items() if at > until}
    return late if late and policy.is_met_by(late) else {}


def _found_line(promise: Promise, book: Book) -> Shown:
    sentence = gettext_noop("Việc có dấu {leaf} đã vào sổ: mục số {index} của quyển {origin}.")
    origin = book.standing.checkpoint.origin
    words = sentence.format(leaf=grouped_leaf(promise.leaf), index=book.index, origin=origin)
    return Shown("kept", Mark.HOLDS, words)


def _absent_sentence(promise: Promise, books: list[Book]) -> str:
    sentence = gettext_noop("Việc có dấu {leaf} KHÔNG có trong sổ, đã xem hết từng mục: {books}.")
    points = (book.standing.checkpoint for book in books)
    looked = "; ".join(f"{point.origin}, {point.size} mục" for point in points)
    return sentence.format(leaf=grouped_leaf(promise.leaf), books=looked)


def _nothing_line() -> Shown:
    return Shown("book", Mark.OPEN, gettext_noop("Chính sách không kể quyển sổ nào."))


def _told(
    report: Report,
    lines: list[Shown],
    books: list[Book],
    *,
    dropped: bool = False,
    needed: tuple[str, ...] = ("promise", "kept"),
) -> Report:
    told = (*report.lines, *lines, TRUTH)
    facts = {
        **report.facts,
        "checkpoints": [book.note.decode("utf-8", "replace") for book in books],
        "index": next((book.index for book in books if book.index is not None), None),
    }
    ruling = Ruling.DROPPED if dropped else ruling_of(told, needed)
    return Report(report.source, report.kind, ruling, told, facts, report.leaf, report.salt)
