"""The files of the book over the web: what the format says, for everybody, and nothing beside them."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.core.tiles import inclusion_proof, tiles_of, unpack_entries
from liemchinh.ledger.sealing.files import write_whole
from tests.rooms.ledger.book import Book, tell

pytestmark = pytest.mark.django_db


def edge(book: Book) -> str:
    """The unfinished tile of the lowest level, as the address says it."""
    checkpoint = book.folder.checkpoint()
    assert checkpoint is not None
    return "{:03}.p/{}".format(*divmod(checkpoint.size, 256))


def test_a_stranger_verifies_the_whole_book_from_its_files_alone(
    book: Book, public: Client, django_assert_num_queries: Any
) -> None:
    tell("a", 300)
    book.seal()
    with django_assert_num_queries(0):
        note = public.get("/ledger/2026/checkpoint")
        assert note["Content-Type"] == "text/plain; charset=utf-8"
        policy = public.get("/ledger/policy")
        standing = book.policy.standing(parse_note(note.content))
        assert policy.content.decode() == (book.data / "ledger" / "policy").read_text("utf-8")

        def read(level: int, index: int, width: int) -> bytes:
            name = f"/ledger/2026/tile/{level}/{index:03}" + (f".p/{width}" if width < 256 else "")
            answer = public.get(name)
            assert answer.status_code == 200, name
            assert len(answer.content) == 32 * width
            return bytes(answer.content)

        for level, index, width in tiles_of(standing.checkpoint.size):
            read(level, index, width)
        assert inclusion_proof(299, standing.checkpoint.size, read)
        last, rest = divmod(standing.checkpoint.size, 256)
        bundle = public.get(f"/ledger/2026/tile/entries/{last:03}.p/{rest}")
        assert len(unpack_entries(bundle.content)) == rest


def test_what_never_changes_is_kept_for_a_year_and_what_does_for_seconds(book: Book, public: Client) -> None:
    tell("a", 300)
    book.seal()
    for name in ("tile/0/000", "tile/entries/000", f"tile/0/{edge(book)}", f"tile/entries/{edge(book)}"):
        answer = public.get(f"/ledger/2026/{name}")
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["Content-Type"] == "application/octet-stream"
    day = next((book.folder.root / "history").iterdir()).name
    for name in ("2026/checkpoint", f"2026/history/{day}", "policy"):
        answer = public.get(f"/ledger/{name}")
        assert answer["Cache-Control"] == "public, max-age=2"
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        again = public.get(f"/ledger/{name}", HTTP_IF_NONE_MATCH=answer["ETag"])
        assert again.status_code == 304
        assert again["Access-Control-Allow-Origin"] == "*"


def test_anybodys_page_may_read_the_book_and_nobody_gets_a_cookie(book: Book, public: Client) -> None:
    tell("a")
    book.seal()
    for name in ("2026/checkpoint", f"2026/tile/0/{edge(book)}", "policy", "2026/tile/0/999"):
        answer = public.get(f"/ledger/{name}")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not answer.cookies
        assert "Vary" not in answer


def test_a_monitor_that_reads_everything_is_never_told_to_wait(book: Book, public: Client) -> None:
    tell("a")
    book.seal()
    assert {public.get("/ledger/2026/checkpoint").status_code for _ in range(400)} == {200}


def test_heads_are_answered_and_writing_is_refused(book: Book, public: Client) -> None:
    tell("a")
    book.seal()
    assert public.head("/ledger/2026/checkpoint").status_code == 200
    tile = f"/ledger/2026/tile/0/{edge(book)}"
    assert int(public.head(tile).headers["Content-Length"]) == len(public.get(tile).content)
    assert public.post("/ledger/2026/checkpoint").status_code == 405
    assert public.delete(tile).status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "2026/state.json",
        "2026/checkpoint/",
        "2026/../policy",
        "2026/tile/0/../../../policy",
        "2026/tile/0/..%2f..%2fcheckpoint",
        "2026/tile/00/000",
        "2026/tile/0/000.p/256",
        "2026/tile/0/000.p/0",
        "2026/tile/0/0000",
        "2026/tile/64/000",
        "2026/tile/entries/x000/000",
        "2026/history/2026-13-01",
        "2026/history/..",
        "2026/history/2026-09-07%00",
        "2026/.new-1",
        "2025/checkpoint",
        "20260/checkpoint",
        "2026/tile/0/000%0a",
        "state.json",
    ],
)
def test_nothing_but_the_files_of_the_format_is_ever_given_out(book: Book, public: Client, name: str) -> None:
    tell("a")
    book.seal()
    assert (book.data / "ledger" / "state.json").exists()
    write_whole(book.data / "ledger" / "2026" / "state.json", b"x")
    assert public.get(f"/ledger/{name}").status_code == 404


def test_a_file_that_is_not_there_yet_is_a_plain_404_that_nobody_keeps(book: Book, public: Client) -> None:
    answer = public.get("/ledger/2026/tile/0/005")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert public.get("/ledger/policy").status_code == 404
    assert public.get("/ledger/verify.py").status_code == 404


def test_the_verifier_comes_as_a_file_to_keep(book: Book, public: Client) -> None:
    path = book.data / "ledger" / "verify.py"
    write_whole(Path(path), b"print()\n")
    answer = public.get("/ledger/verify.py")
    assert answer.content == b"print()\n"
    assert answer["Content-Disposition"] == 'attachment; filename="verify.py"'


def test_a_long_history_is_sent_in_pieces(book: Book, public: Client) -> None:
    content = b"x" * (1024 * 1024 + 1)
    write_whole(book.data / "ledger" / "2026" / "history" / "2026-09-07", content)
    answer = public.get("/ledger/2026/history/2026-09-07")
    assert answer.streaming
    assert b"".join(answer.streaming_content) == content  # type: ignore[arg-type]
