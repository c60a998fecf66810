"""The proofs on the page of a dossier: where each step stands in the book, the file to take home, one to hand on."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from liemchinh.dossiers import queries
from liemchinh.ledger.core.promise import Promise, check
from liemchinh.ledger.core.proof import check_proof, parse_opening, parse_proof
from liemchinh.ledger.models import Entry
from liemchinh.ledger.verify.reading import read_evidence
from tests import builders
from tests.cast import Cast
from tests.rooms.ledger.book import Book
from tests.web.portal.ledger.test_same_answers import asked, judged

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"]+\.tlog-proof[^"]*)"', page)


def test_a_step_that_waits_for_its_place_says_so_and_offers_nothing_yet(
    book: Book, cast: Cast, clock: Any, opened: Any, public: Client
) -> None:
    dossier = builders.received(cast)
    page = text(opened(dossier))
    assert "Đang chờ vào sổ công khai" in page
    assert links(page) == []
    told = public.get(f"/ho-so/{dossier.code}/bang-chung/1.tlog-proof")
    assert told.status_code == 409
    assert "đang chờ vào sổ công khai" in told.content.decode()


def test_a_step_that_waits_offers_its_signed_promise_which_any_verifier_reads(
    book: Book, cast: Cast, clock: Any, opened: Any, public: Client
) -> None:
    dossier, other = builders.received(cast), builders.received(cast)
    page = text(opened(dossier))
    (address,) = re.findall(r'href="([^"]+/loi-hua/[^"]+)"', page)
    answer = public.get(address)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    (promise,) = read_evidence(answer.content)
    assert isinstance(promise, Promise)
    assert (promise.leaf, promise.salt) == (bytes(dossier.leaf), b"")
    key = book.sealing.signer.keys().promise
    assert key is not None
    check(promise, key)
    assert dossier.key not in answer.content.decode()
    assert public.get(f"/ho-so/{dossier.code}/loi-hua/99.txt").status_code == 404
    assert public.get(f"/ho-so/{other.code}/loi-hua/1.txt").status_code == 302


def test_without_a_signer_the_promise_is_refused_in_a_sentence(
    cast: Cast, clock: Any, opened: Any, public: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    dossier = builders.received(cast)
    opened(dossier)
    answer = public.get(f"/ho-so/{dossier.code}/loi-hua/1.txt")
    assert answer.status_code == 409
    assert "Chưa ký được lời hứa" in answer.content.decode()


def test_a_step_in_the_book_has_its_number_and_a_proof_that_proves_it(
    book: Book, cast: Cast, clock: Any, opened: Any, public: Client
) -> None:
    dossier = builders.received(cast)
    book.seal()
    page = text(opened(dossier))
    entry = Entry.objects.get(tag=dossier.tag, step=1)
    assert f"Số {entry.place} trong sổ công khai" in page
    assert "Đang chờ vào sổ" not in page
    answer = public.get(links(page)[0])
    assert answer["Content-Disposition"] == f'attachment; filename="{dossier.code}-1.tlog-proof"'
    assert "no-store" in answer["Cache-Control"]
    proof = parse_proof(answer.content)
    opening = parse_opening(proof.extra)
    assert opening.leaf == bytes(entry.leaf)
    assert opening.commits_to_record()
    assert check_proof(proof, opening.leaf, book.policy).met


def test_the_copy_for_others_proves_the_same_and_holds_nothing_private(
    book: Book, cast: Cast, clock: Any, opened: Any, public: Client
) -> None:
    dossier = builders.received(cast)
    book.seal()
    own, handed_on = links(text(opened(dossier)))
    whole = parse_opening(parse_proof(public.get(own).content).extra)
    proof = parse_proof(public.get(handed_on).content)
    opening = parse_opening(proof.extra)
    assert (opening.entry, opening.record, opening.salt) == (whole.entry, "", b"")
    assert check_proof(proof, opening.leaf, book.policy).met
    assert "Nguyễn Thị Thí Dụ" in whole.record
    assert dossier.code not in opening.entry


def test_steps_inside_the_office_and_dossiers_of_others_give_no_proof(
    book: Book, cast: Cast, clock: Any, opened: Any, public: Client
) -> None:
    mine, other = builders.returned(cast), builders.received(cast)
    book.seal()
    page = text(opened(mine))
    shown = {int(step) for step in re.findall(r"bang-chung/(\d+)\.tlog-proof", page)}
    inside = set(range(1, mine.step + 1)) - shown
    assert inside
    for step in (*inside, 99):
        assert public.get(f"/ho-so/{mine.code}/bang-chung/{step}.tlog-proof").status_code == 404
    there = public.get(f"/ho-so/{other.code}/bang-chung/1.tlog-proof")
    assert (there.status_code, there["Location"].split("?")[0]) == (302, "/tra-cuu/")


def test_files_that_do_not_prove_the_entry_are_not_passed_off_as_proof(
    book: Book, cast: Cast, clock: Any, opened: Any, public: Client
) -> None:
    dossier = builders.received(cast)
    book.seal()
    page = text(opened(dossier))
    for path in (book.folder.root / "tile" / "0").rglob("*"):
        if path.is_file():
            path.write_bytes(bytes(len(path.read_bytes())))
    told = public.get(links(page)[0])
    assert told.status_code == 409
    assert "không chứng minh được" in told.content.decode()


def test_what_the_receipt_prints_is_found_in_the_book_and_checked_with_its_proof(
    book: Book, cast: Cast, clock: Any, opened: Any, public: Client
) -> None:
    dossier = builders.received(cast)
    book.seal()
    paper = queries.paper_of(queries.opened(dossier.code), "receipt", site="https://motcua.example").promise  # type: ignore[arg-type]
    entry = Entry.objects.get(tag=dossier.tag, step=1)
    assert f"Mục số {entry.place}" in text(public.get("/ledger/", {"tim": paper.mark}))
    proof = public.get(links(text(opened(dossier)))[0]).content
    policy = public.get("/ledger/policy").content.decode()
    scanned = f"https://motcua.example/h/{dossier.code}/{dossier.key}#{paper.digits}"
    answer = judged([{**asked(proof, policy), "promise": scanned}])[0]
    assert [answer[name]["verdict"] for name in ("proof", "promise", "both")] == ["khop"] * 3


def test_four_digits_of_a_telephone_show_where_a_dossier_is_and_give_nothing_that_holds_the_key_or_the_record(
    book: Book, cast: Cast, clock: Any, opened: Any, public: Client
) -> None:
    dossier = builders.received(cast)
    book.seal()
    page = public.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": dossier.applicant_phone[-4:]}, follow=True)
    said = text(page)
    assert "Bộ phận Một cửa in lại cho ông/bà" in said
    assert links(said) == [f"/ho-so/{dossier.code}/bang-chung/1.tlog-proof?ban=cong-khai"]
    assert dossier.key not in said and "/giay/" not in said
    for address in (f"/ho-so/{dossier.code}/giay/receipt.pdf", f"/ho-so/{dossier.code}/bang-chung/1.tlog-proof"):
        refused = public.get(address)
        assert refused.status_code == 409
        assert "mã bí mật" in refused.content.decode()
    handed = public.get(links(said)[0])
    assert handed.status_code == 200
    assert parse_opening(parse_proof(handed.content).extra).record == ""
    page = public.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": dossier.key}, follow=True)
    assert f"/ho-so/{dossier.code}/giay/receipt.pdf" in text(page)
    assert len(links(text(page))) == 2
