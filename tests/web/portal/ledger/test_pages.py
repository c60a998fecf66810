"""The page of the public book: what a person reads there, and that it is honest about who has signed."""

import ast
import json
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import liemchinh
from liemchinh.face.limits import count
from liemchinh.kernel.trail import Kind
from liemchinh.ledger.core.cosign import cosign
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.core.note import KeyType, Note, SignerKey, parse_note
from liemchinh.ledger.models import Entry
from liemchinh.ledger.sealing.files import append_line, write_whole
from liemchinh.portal.ledger import pages, words
from tests import builders
from tests.cast import Cast
from tests.rooms.ledger.book import Book, tell

pytestmark = pytest.mark.django_db


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def sealed_at(clock: Any, book: Book) -> None:
    """Seal everything and come back a few seconds later."""
    book.seal()
    clock.shift(timedelta(seconds=5))


def with_witnesses(book: Book, *, need: int, signed: tuple[str, ...], at: int) -> None:
    """Publish a policy of two witnesses, and the cosignatures of some of them under the newest checkpoint."""
    keys = {name: SignerKey.generate(name, KeyType.COSIGNATURE) for name in ("bao.example", "mattran.example")}
    lines = "".join(f"witness {name} {key.verifier}\n" for name, key in keys.items())
    policy = (book.data / "ledger" / "policy").read_text("utf-8")
    whole = policy.replace("quorum none\n", f"{lines}group ca {need} {' '.join(keys)}\nquorum ca\n")
    write_whole(book.data / "ledger" / "policy", whole.encode())
    note = parse_note(book.folder.note() or b"")
    extra = [cosign(note.text, keys[name], at) for name in signed]
    write_whole(book.folder.root / "checkpoint", Note(note.text, (*note.signatures, *extra)).to_bytes())


def test_before_the_first_sealing_the_page_says_that_there_is_nothing_yet(book: Book, public: Client) -> None:
    page = text(public.get("/ledger/"))
    assert "Sổ chưa có mục nào" in page
    assert "Mã gốc" not in page
    assert "Sổ chưa mở nên chưa có khóa nào" in text(public.get("/verify/"))


def test_the_book_shows_its_length_its_root_and_what_was_written_last(
    book: Book, cast: Cast, clock: Any, public: Client
) -> None:
    builders.assigned(cast)
    sealed_at(clock, book)
    page = text(public.get("/ledger/"))
    checkpoint = book.folder.checkpoint()
    assert checkpoint is not None
    root = checkpoint.root.hex()
    assert " ".join(root[start : start + 4] for start in range(0, 64, 4)) in page
    assert f"<strong>{Entry.objects.count()}</strong>" in page
    assert "Tiếp nhận hồ sơ, cấp giấy hẹn" in page
    assert "Chưa có bên chứng kiến nào." in page
    assert "Việc ghi sổ đang chậm" not in page
    numbers = [int(number) for number in re.findall(r"<span>Số (\d+)</span>", page)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == pages.SHOWN_LINES


def test_what_was_written_last_comes_from_the_published_files_and_not_from_the_database(
    book: Book, cast: Cast, public: Client, counted: Any
) -> None:
    builders.received(cast)
    book.seal()
    public.get("/ledger/")
    with counted() as asked:
        text(public.get("/ledger/"))
    entries = [query["sql"] for query in asked.captured_queries if "ledger_entry" in query["sql"]]
    assert len(entries) == 1, "only whether something waits too long"
    assert len(asked) <= 6


def test_who_has_signed_and_whether_it_is_enough_is_said_honestly(book: Book, clock: Any, public: Client) -> None:
    tell("a", 3)
    sealed_at(clock, book)
    with_witnesses(book, need=2, signed=("bao.example",), at=int(builders.MORNING.timestamp()))
    page = text(public.get("/ledger/"))
    assert "<strong>bao.example</strong>: đã ký mốc này lúc" in page
    assert "<strong>mattran.example</strong>: mấy ngày nay chưa thấy ký" in page
    assert "Chưa đủ bên chứng kiến cho mốc này." in page


def test_enough_witnesses_are_called_enough(book: Book, clock: Any, public: Client) -> None:
    tell("a", 3)
    sealed_at(clock, book)
    with_witnesses(book, need=1, signed=("mattran.example",), at=int(builders.MORNING.timestamp()))
    assert "Đủ bên chứng kiến." in text(public.get("/ledger/"))


def test_a_witness_that_fell_silent_is_shown_with_its_last_word(book: Book, clock: Any, public: Client) -> None:
    tell("a", 3)
    sealed_at(clock, book)
    with_witnesses(book, need=1, signed=("bao.example",), at=int(builders.MORNING.timestamp()))
    note = book.folder.note() or b""
    history = book.folder.root / "history" / "2026-09-07"
    append_line(history, json.dumps({"size": 4, "note": note.decode()}))
    plain = parse_note(note)
    write_whole(book.folder.root / "checkpoint", Note(plain.text, plain.signatures[:1]).to_bytes())
    page = text(public.get("/ledger/"))
    assert "<strong>bao.example</strong>: ký lần cuối lúc" in page
    assert "chưa ký mốc này" in page


def test_a_checkpoint_that_was_meddled_with_is_shown_as_such(book: Book, public: Client) -> None:
    tell("a", 3)
    book.seal()
    note = (book.folder.note() or b"").decode()
    line = note.splitlines()[1]
    write_whole(book.folder.root / "checkpoint", note.replace(f"\n{line}\n", "\n2\n", 1).encode())
    assert "Chữ ký trên sổ không kiểm được" in text(public.get("/ledger/"))


def test_entries_that_wait_too_long_are_owned_up_to(book: Book, clock: Any, public: Client) -> None:
    book.seal()
    tell("a", at=builders.at("2026-09-07 14:58"))
    assert "Việc ghi sổ đang chậm: có mục chờ từ 14 giờ 58" in text(public.get("/ledger/"))
    book.seal()
    assert "Việc ghi sổ đang chậm" not in text(public.get("/ledger/"))


def test_an_entry_is_found_by_the_mark_on_the_paper_with_all_steps_of_its_thread(
    book: Book, cast: Cast, clock: Any, public: Client
) -> None:
    dossier = builders.assigned(cast)
    sealed_at(clock, book)
    entry = Entry.objects.get(tag=dossier.tag, step=1)
    leaf = bytes(entry.leaf).hex()
    printed = " ".join(leaf[start : start + 4] for start in range(0, 16, 4))
    for typed in (printed, printed.upper(), leaf, str(entry.place), leaf[:17]):
        page = text(public.get("/ledger/", {"tim": typed}))
        assert f"Mục số {entry.place}" in page
        assert "Tiếp nhận hồ sơ, cấp giấy hẹn." in page
        steps = re.findall(r'href="\?tim=([0-9a-f]{64})"', page)
        assert steps == [bytes(row.leaf).hex() for row in Entry.objects.filter(tag=dossier.tag).order_by("step")]


def test_the_page_of_an_entry_names_nobody(book: Book, cast: Cast, clock: Any, public: Client) -> None:
    dossier = builders.returned(cast)
    sealed_at(clock, book)
    for entry in Entry.objects.filter(tag=dossier.tag):
        page = text(public.get("/ledger/", {"tim": str(entry.place)}))
        for private in ("Nguyễn Thị Thí Dụ", "0999123456", "000000000012", dossier.code, dossier.key):
            assert private not in page


def test_a_mark_that_is_not_in_the_book_is_evidence_and_the_page_says_so(
    book: Book, clock: Any, public: Client
) -> None:
    tell("a", 2)
    sealed_at(clock, book)
    page = text(public.get("/ledger/", {"tim": "ab" * 8}), 404)
    assert "Không thấy mục này" in page
    assert "thì giấy ấy là bằng chứng" in page
    text(public.get("/ledger/", {"tim": "999999"}), 404)


@pytest.mark.parametrize("typed", ["", "abc", "không phải dấu", "ab" * 33])
def test_what_is_neither_mark_nor_number_is_explained(book: Book, public: Client, typed: str) -> None:
    page = text(public.get("/ledger/", {"tim": typed}))
    assert "<title>Lỗi:" in page
    assert 'href="#id_tim"' in page


def test_an_entry_in_a_large_book_is_found_before_anybody_gets_impatient(book: Book, public: Client) -> None:
    """A hundred thousand entries as published tiles: the walk over all of them stays under half a second."""
    from liemchinh.ledger.core.checkpoint import Checkpoint, sign
    from liemchinh.ledger.core.tiles import Edge, bundle_path, pack_entries

    entries = [b'{"kind":"ledger.told","n":%d}' % number for number in range(100_000)]
    edge = Edge()
    tiles = [*edge.append([leaf_hash(entry) for entry in entries]), *edge.partial_tiles()]
    root = book.data / "ledger" / "2026"
    for tile in tiles:
        path = root / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tile.hashes)
    (root / bundle_path(0)).parent.mkdir(parents=True)
    (root / bundle_path(0)).write_bytes(pack_entries(entries[:256]))
    key = SignerKey.generate(book.origin)
    (root / "checkpoint").write_bytes(sign(Checkpoint(book.origin, edge.size, edge.root()), key).to_bytes())
    began = time.perf_counter()
    page = text(public.get("/ledger/", {"tim": leaf_hash(entries[5]).hex()}))
    assert time.perf_counter() - began < 0.5
    assert "Mục số 5" in page


def test_searching_without_end_is_refused_while_reading_goes_on(book: Book, public: Client) -> None:
    for _ in range(pages.FINDING.times):
        count(pages.FINDING, "127.0.0.1", at=timezone.now())
    assert public.get("/ledger/", {"tim": "1"}).status_code == 429
    assert public.get("/ledger/").status_code == 200


def test_every_kind_of_entry_that_any_room_declares_has_its_words_on_the_page() -> None:
    source = Path(liemchinh.__file__).parent
    calls = [
        call
        for file in source.rglob("rules/**/*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Kind"
    ]
    codes = [call.args[:1] or [word.value for word in call.keywords if word.arg == "code"] for call in calls]
    declared = {code.value for (code,) in codes if isinstance(code, ast.Constant)}
    assert len(declared) > 100 and declared <= set(words.kinds())
    assert all(isinstance(kind, Kind) and kind.sentence for kind in words.kinds().values())


def test_a_number_means_what_it_means_in_its_own_room() -> None:
    assert words.value_in_words("st", 7, "petitions.guided") == "Đã hướng dẫn"
    assert words.value_in_words("st", 7, "dossiers.returned") != "Đã hướng dẫn"
    assert words.value_in_words("st", 99, "petitions.guided") == words.value_in_words("st", 99, "sealed.acts") == "99"
    assert (
        words.fact_named("no", "sealed.acts") == "Số lô" and words.fact_named("no", "petitions.filed") == "Số tiếp nhận"
    )


def test_the_explanation_says_what_cryptography_cannot_see(cast: Cast, public: Client) -> None:
    page = text(public.get("/ledger/la-gi/"))
    assert "Hồ sơ chưa bao giờ được nhập." in page
    assert "Lời nói dối ngay lúc ghi." in page
