"""Electronic results: what the signature covers, what breaks it, whom the check trusts, and what is refused."""

import io
import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pypdf import PdfReader, PdfWriter

from liemchinh.papers import esign
from tests.refusals import refused

NOW = datetime(2026, 9, 18, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
AGENCY = "Ủy ban nhân dân xã An Mẫu"


@pytest.fixture(scope="module")
def made() -> tuple[bytes, bytes]:
    return esign.make_test_keys(agency=AGENCY, password="mật khẩu", at=NOW - timedelta(days=1))


@pytest.fixture(scope="module")
def key(made: tuple[bytes, bytes]) -> esign.Key:
    return esign.open_key(made[1], "mật khẩu")


def pdf(pages: int = 2, **protect: str) -> bytes:
    book, paper = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        book.add_blank_page(595, 842)
    if protect:
        book.encrypt(**protect)
    book.write(paper)
    return paper.getvalue()


@pytest.fixture(scope="module")
def signed(key: esign.Key) -> bytes:
    return esign.sign(pdf(), key=key, agency=AGENCY, at=NOW, number="12/XN-UBND")


def only(content: bytes, trust: bytes = b"", at: datetime = NOW) -> esign.Signed:
    [one] = esign.read(content, trust=esign.read_trust({"goc.pem": trust} if trust else {}), at=at).signatures
    return one


def said(one: esign.Signed, kind: str) -> str:
    return " ".join(line.words.format(**line.facts) for line in esign.sentences(one) if line.kind == kind)


def test_the_signature_covers_the_whole_file_and_says_whose_it_is_and_that_it_is_a_test(
    signed: bytes, made: tuple[bytes, bytes]
) -> None:
    one = only(signed, trust=made[0])
    assert (one.intact, one.whole, one.altered, one.is_test, one.expired) == (True, True, False, True, False)
    assert one.signer == AGENCY and one.trusted_by == esign.TEST_MARK
    assert one.claimed_at == NOW and one.stamped_at is None  # the moment it was told, not that of the machine
    assert "không có giá trị pháp lý" in said(one, "bad") and "phủ toàn bộ tệp" in said(one, "good")
    assert "đồng hồ của bên ký" in said(one, "plain") and "thu hồi" in said(one, "plain")


def test_an_authority_that_is_not_listed_vouches_for_nobody(signed: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        one = only(signed)
    assert one.intact and not one.trusted_by
    assert "không dẫn về tổ chức nào" in said(one, "bad")
    assert AGENCY not in caplog.text


def test_one_changed_byte_breaks_it(signed: bytes) -> None:
    place = signed.index(b"/MediaBox") + 12
    forged = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert not only(forged).intact


def test_a_page_added_after_signing_is_seen(signed: bytes) -> None:
    book = PdfWriter(io.BytesIO(signed), incremental=True)
    book.add_blank_page(595, 842)
    paper = io.BytesIO()
    book.write(paper)
    one = only(paper.getvalue())
    assert one.intact and not one.whole and one.altered
    assert "đã bị thêm nội dung" in said(one, "bad")


def test_the_block_is_on_the_last_page_only_and_in_vietnamese(signed: bytes) -> None:
    pages = PdfReader(io.BytesIO(signed)).pages
    assert "/Annots" not in pages[0]
    [block] = pages[-1]["/Annots"]  # type: ignore[misc]
    rect = [float(side) for side in block.get_object()["/Rect"]]
    assert rect[2] - rect[0] == esign.WIDTH and rect[1] < 20


def test_with_a_time_stamp_the_moment_is_that_of_the_stamp(made: tuple[bytes, bytes], key: esign.Key) -> None:
    keys = pkcs12.load_pkcs12(made[1], "mật khẩu".encode())
    assert keys.cert is not None
    authority, archive = esign.make_test_keys(agency="TSA", password="x", at=NOW - timedelta(days=1), stamping=True)
    theirs = esign.open_key(archive, "x").signer
    tsa = DummyTimeStamper(
        tsa_cert=theirs.signing_cert, tsa_key=theirs.signing_key, fixed_dt=NOW + timedelta(seconds=3)
    )

    def ask(request: bytes) -> bytes:
        from asn1crypto import tsp

        answer: bytes = tsa.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
        return answer

    content = esign.sign(pdf(), key=key, agency=AGENCY, at=NOW, ask=ask)
    trust = esign.read_trust({"goc.pem": made[0], "dau.pem": authority})
    years_later = NOW + timedelta(days=1000)  # both certificates are over by then
    [one] = esign.read(content, trust=trust, at=NOW + timedelta(minutes=1)).signatures
    assert one.stamped_at == NOW + timedelta(seconds=3) and "dấu thời gian của TSA" in said(one, "good")
    [late] = esign.read(content, trust=trust, at=years_later).signatures
    assert late.expired and not late.trusted_by

    def silent(request: bytes) -> bytes:
        raise TimeoutError

    with refused("esign.stamp"):
        esign.sign(pdf(), key=key, agency=AGENCY, at=NOW, ask=silent)


def test_the_leaders_own_signature_stays_good_under_the_agencys_and_ours_closes_the_file(
    key: esign.Key, signed: bytes
) -> None:
    paper = IncrementalPdfFileWriter(io.BytesIO(pdf()))
    by_leader = signers.sign_pdf(paper, signers.PdfSignatureMetadata(field_name="LanhDao"), signer=key.signer)
    first, second = esign.read(
        esign.sign(by_leader.getvalue(), key=key, agency=AGENCY, at=NOW), trust={}, at=NOW
    ).signatures
    assert first.intact and not first.whole and not first.altered and second.whole
    with refused("esign.closed"):
        esign.sign(signed, key=key, agency=AGENCY, at=NOW)


def test_what_cannot_be_signed_is_refused_with_a_sentence(key: esign.Key) -> None:
    with refused("esign.not_pdf"):
        esign.sign(b"\x89PNG", key=key, agency=AGENCY, at=NOW)
    with refused("scans.locked"):
        esign.sign(pdf(user_password="x"), key=key, agency=AGENCY, at=NOW)
    with refused("scans.broken"):
        esign.sign(b"%PDF-1.7\n" + b"x" * 400, key=key, agency=AGENCY, at=NOW)
    with refused("esign.expired"):
        esign.sign(pdf(), key=key, agency=AGENCY, at=NOW + timedelta(days=400))
    with refused("esign.key"):
        esign.open_key(b"no archive", "x")
    with refused("esign.trust", "goc.pem"):
        esign.read_trust({"goc.pem": b"hello"})


def test_an_unsigned_file_has_no_signatures_and_a_broken_one_is_refused() -> None:
    assert esign.read(pdf(), trust={}, at=NOW).signatures == ()
    with refused("esign.not_pdf"):
        esign.read(b"hello", trust={}, at=NOW)


def test_test_certificates_cannot_be_taken_for_real_ones(made: tuple[bytes, bytes]) -> None:
    root = x509.load_pem_x509_certificate(made[0])
    assert esign.TEST_MARK in root.subject.rfc4514_string().replace("\\", "")
    keys = pkcs12.load_pkcs12(made[1], "mật khẩu".encode())
    assert keys.cert is not None and esign.TEST_MARK in keys.cert.certificate.subject.rfc4514_string().replace("\\", "")
