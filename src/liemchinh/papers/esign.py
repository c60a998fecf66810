"""Electronic results: puts an agency's signature (PAdES) on a PDF, reads the signatures of any PDF.

Plain values in, bytes or a verdict out. No network and no clock of its own: who wants a time stamp gives `ask`, which
carries one request to a time-stamping authority (RFC 3161) and brings its answer.
"""

import hashlib
import io
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import tsp
from asn1crypto import x509 as asn1
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko.stamp.static import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers import scans
from liemchinh.papers.esign_trial import TEST_MARK as TEST_MARK
from liemchinh.papers.esign_trial import make_test_keys as make_test_keys
from liemchinh.papers.forms import Letterhead
from liemchinh.papers.press import render
from liemchinh.papers.stamp import Stamp

MOST_SIGNATURES = 20
WIDTH, HEIGHT, MARGIN = 250, 40, 20
"""The visible block in points: its size, and how far from the lower left corner of the last page."""

Ask = Callable[[bytes], bytes]

for _library in ("pyhanko", "pyhanko_certvalidator"):  # they would write names of certificates into our logs
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class Key:
    """An agency's key with its certificates. `name` and `organisation` are those of the certificate."""

    signer: signers.SimpleSigner
    name: str
    organisation: str
    not_after: datetime
    is_test: bool


@dataclass(frozen=True)
class Signed:
    """One signature of a PDF as it was found.

    `intact`: the signed bytes are as they were and fit the key. `whole`: they are the whole file. `altered`: what was
    added after signing changes what a reader sees. `trusted_by`: the name of the listed authority that the certificate
    goes back to, empty when none does. `claimed_at` is by the signer's own clock, `stamped_at` by a time stamp.
    """

    signer: str
    organisation: str
    issuer: str
    intact: bool
    whole: bool
    altered: bool
    trusted_by: str
    expired: bool
    is_test: bool
    claimed_at: datetime | None
    stamped_at: datetime | None
    stamped_by: str


@dataclass(frozen=True)
class Verdict:
    """What a PDF says of itself: the hash of the file, and its signatures in the order in which they were made."""

    sha256: str
    signatures: tuple[Signed, ...]


def open_key(archive: bytes, password: str) -> Key:
    """The key in a PKCS#12 archive. Raises Refused("esign.key") when it cannot be opened or holds no certificate."""
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(archive, other_certs=[], passphrase=password.encode())
    except (ValueError, TypeError) as wrong:
        sentence = gettext_noop("Không mở được khóa ký số: sai mật khẩu, hoặc tệp không phải PKCS#12.")
        raise Refused("esign.key", sentence) from wrong
    certificate = signer.signing_cert
    if certificate is None:
        raise Refused("esign.key", gettext_noop("Tệp khóa ký số không có chứng thư."))
    named = certificate.subject.native
    return Key(
        signer=signer,
        name=_text(named.get("common_name")),
        organisation=_text(named.get("organization_name")),
        not_after=certificate.not_valid_after,
        is_test=_is_test(certificate),
    )


class _Carried(TimeStamper):
    """A time stamper whose requests go by whatever way it was given."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ask = ask

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One request, one answer."""
        return tsp.TimeStampResp.load(self._ask(req.dump()))


class _Hand(signers.PdfSigner):
    """A signer that writes the moment it was told, not that of the machine's clock."""

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._at = at

    def init_signing_session(self, *args: Any, **options: Any) -> Any:
        """One session, at that moment."""
        session = super().init_signing_session(*args, **options)
        session.system_time = self._at
        return session


class _Page(ImportedPdfPage):
    """The first page of a PDF that is in memory."""

    def __init__(self, content: bytes) -> None:
        super().__init__("")  # type: ignore[no-untyped-call]
        self._content = content

    def render(self) -> bytes:
        """The page as one drawing."""
        writer = self._ensure_writer
        drawing = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._content)))
        self.resources.xobject["/Stamp"] = drawing
        left, low, right, high = drawing.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return b"/Stamp Do"


def sign(content: bytes, *, key: Key, agency: str, at: datetime, number: str = "", ask: Ask | None = None) -> bytes:
    """The same PDF with the agency's signature over all of it and a visible block on its last page.

    PAdES-B-B, or B-T when `ask` is given. A document that nobody has signed yet is closed with it: later changes break
    it. Signatures that are there already stay valid. Raises Refused("esign.…", "scans.…").
    """
    check_pdf(content)
    if at > key.not_after:
        raise Refused("esign.expired", gettext_noop("Chứng thư ký số đã hết hạn. Cần khóa mới trước khi ký."))
    block = Stamp(
        letterhead=Letterhead("", agency, day=at.date()),
        agency=agency,
        signed_at=at,
        number=number,
        is_test=key.is_test,
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        there = len(writer.prev.embedded_signatures)
        pages = int(writer.prev.root["/Pages"]["/Count"])
        name = f"LiemChinh{there + 1}"
        box = _box(writer, pages - 1)
        fields.append_signature_field(writer, fields.SigFieldSpec(name, on_page=pages - 1, box=box))
        about = signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            name=agency,
            reason=number or None,
            certify=not there,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        hand = _Hand(
            about,
            at=at,
            signer=key.signer,
            timestamper=_Carried(ask) if ask else None,
            stamp_style=StaticStampStyle(background=_Page(render(block)), background_opacity=1.0, border_width=0),
        )
        signed: io.BytesIO = hand.sign_pdf(writer)
    except Refused:
        raise
    except OSError as unreachable:
        sentence = gettext_noop("Máy chủ cấp dấu thời gian không trả lời nên chưa ký được. Hãy thử lại sau.")
        raise Refused("esign.stamp", sentence) from unreachable
    except SigningError as closed:
        sentence = gettext_noop("Tệp này đã được ký đóng, không ký thêm được. Hãy dùng bản chưa ký đóng.")
        raise Refused("esign.closed", sentence) from closed
    except Exception as broken:  # whatever the library stumbles over: nothing half signed is ever kept
        sentence = gettext_noop("Chưa ký được tệp PDF này ({why}). Hãy xuất lại PDF rồi thử lại.")
        raise Refused("esign.broken", sentence, why=type(broken).__name__) from broken
    return signed.getvalue()


def check_pdf(content: bytes) -> None:
    """Refuse what is no plain PDF: Refused("esign.not_pdf"), or with the code of `papers.scans`."""
    name = gettext_noop("kết quả")
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise Refused("esign.not_pdf", gettext_noop("Kết quả điện tử phải là tệp PDF."))
    scans.inspect(content, name=name)


def _box(writer: IncrementalPdfFileWriter, page: int) -> tuple[int, int, int, int]:
    """Where the block stands: in the lower left corner of what is seen of that page."""
    sheet: Any = writer.find_page_for_modification(page)[0].get_object()  # type: ignore[no-untyped-call]
    seen = sheet.get("/CropBox") or sheet.get("/MediaBox")
    while seen is None and "/Parent" in sheet:
        sheet = sheet["/Parent"]
        seen = sheet.get("/CropBox") or sheet.get("/MediaBox")
    left, low = (int(float(seen[0])), int(float(seen[1]))) if seen is not None else (0, 0)
    return left + MARGIN, low + MARGIN // 2, left + MARGIN + WIDTH, low + MARGIN // 2 + HEIGHT


def read_trust(files: Mapping[str, bytes]) -> dict[str, asn1.Certificate]:
    """Certificates of authorities to trust, by the name of their file. Raises Refused("esign.trust")."""
    known: dict[str, asn1.Certificate] = {}
    for name, content in files.items():
        try:
            for number, certificate in enumerate(load_certs_from_pemder_data(content)):
                known[name if not number else f"{name} ({number + 1})"] = certificate
        except ValueError as wrong:
            sentence = gettext_noop("Tệp “{name}” trong danh sách tin cậy không phải chứng thư PEM hay DER.")
            raise Refused("esign.trust", sentence, name=name) from wrong
    return known


def read(content: bytes, *, trust: Mapping[str, asn1.Certificate], at: datetime) -> Verdict:
    """What the signatures of a PDF say, against the given list of authorities. Nothing is fetched from anywhere.

    Whether a certificate has been revoked is not asked: nobody here may be told which papers are checked. Raises
    Refused("esign.…", "scans.…") for what is no readable PDF.
    """
    check_pdf(content)
    try:
        found = list(PdfFileReader(io.BytesIO(content), strict=False).embedded_signatures)
    except Exception as broken:
        raise Refused("esign.unreadable", gettext_noop("Không đọc được chữ ký trong tệp này.")) from broken
    if len(found) > MOST_SIGNATURES:
        sentence = gettext_noop("Tệp này có hơn {limit} chữ ký, chúng tôi không kiểm tra.")
        raise Refused("esign.too_many", sentence, limit=MOST_SIGNATURES)
    return Verdict(hashlib.sha256(content).hexdigest(), tuple(_one(one, trust, at) for one in found))


def _one(one: EmbeddedPdfSignature, trust: Mapping[str, asn1.Certificate], at: datetime) -> Signed:
    try:
        certificate = one.signer_cert
        status = _judged(one, trust, at)
        stamp = status.timestamp_validity
        if not status.trusted and stamp is not None and stamp.trusted and stamp.valid and stamp.intact:
            status = _judged(one, trust, stamp.timestamp)  # good when it was made, by a clock that we trust
    except Exception:  # a signature that cannot be read proves nothing, and says so
        return Signed("", "", "", False, False, True, "", False, False, None, None, "")
    stamp = status.timestamp_validity
    proven = stamp is not None and stamp.valid and stamp.intact and stamp.trusted
    subject, issuer = certificate.subject.native, certificate.issuer.native
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    level = status.modification_level
    covered = status.coverage is not None and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    return Signed(
        signer=_text(subject.get("common_name")),
        organisation=_text(subject.get("organization_name")),
        issuer=_text(issuer.get("common_name")) or _text(issuer.get("organization_name")),
        intact=status.intact and status.valid,
        whole=whole,
        altered=not whole
        and (not covered or level is None or level > ModificationLevel.FORM_FILLING or status.docmdp_ok is False),
        trusted_by=_anchor(status, trust) if status.trusted else "",
        expired=not certificate.not_valid_before <= at <= certificate.not_valid_after,
        is_test=_is_test(certificate),
        claimed_at=status.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp is not None and proven else None,
        stamped_by=_text(stamp.signing_cert.subject.native.get("common_name")) if stamp is not None and proven else "",
    )


def _judged(one: EmbeddedPdfSignature, trust: Mapping[str, asn1.Certificate], moment: datetime) -> PdfSignatureStatus:
    return validate_pdf_signature(
        one,
        signer_validation_context=ValidationContext(trust_roots=list(trust.values()), moment=moment),
        ts_validation_context=ValidationContext(trust_roots=list(trust.values()), moment=moment),
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )


def _anchor(status: PdfSignatureStatus, trust: Mapping[str, asn1.Certificate]) -> str:
    """The listed authority at the root of the path."""
    path = status.validation_path
    root = path.first if path is not None else None
    for name, certificate in trust.items():
        if isinstance(root, asn1.Certificate) and certificate.dump() == root.dump():
            return _text(certificate.subject.native.get("common_name")) or name
    return next(iter(trust), "")


def _text(value: object) -> str:
    """A name of a certificate, without what cannot be printed; several are joined."""
    words = ", ".join(str(item) for item in value) if isinstance(value, list) else str(value or "")
    return "".join(sign for sign in words if sign.isprintable())[:200]


def _is_test(certificate: asn1.Certificate) -> bool:
    names = (certificate.subject.native, certificate.issuer.native)
    return any(TEST_MARK in _text(value) for name in names for value in name.values())


@dataclass(frozen=True)
class Said:
    """One sentence of a verdict; `kind` is good, plain or bad. `{…}` in the words are filled from `facts`."""

    kind: str
    words: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def sentences(signed: Signed) -> Iterable[Said]:
    """What to tell of one signature, each thing by itself: a signature is never just good or bad."""
    if signed.signer or signed.organisation:
        names = ", ".join(dict.fromkeys(name for name in (signed.signer, signed.organisation) if name))
        yield Said("plain", gettext_noop("Người ký ghi trên chứng thư: {name}."), {"name": names})
    if not signed.intact:
        yield Said("bad", gettext_noop("Chữ ký không khớp với nội dung: tệp đã bị sửa, hoặc chữ ký hỏng."))
    elif signed.whole:
        yield Said("good", gettext_noop("Chữ ký phủ toàn bộ tệp; từ khi ký đến nay không có byte nào thay đổi."))
    elif signed.altered:
        yield Said(
            "bad", gettext_noop("Sau khi ký, tệp đã bị thêm nội dung. Phần thêm ấy không được chữ ký này bảo đảm.")
        )
    else:
        yield Said(
            "plain",
            gettext_noop("Sau chữ ký này tệp chỉ có thêm chữ ký, dấu thời gian hoặc ô biểu mẫu được điền."),
        )
    if signed.trusted_by:
        yield Said(
            "good",
            gettext_noop("Chứng thư do {name} bảo đảm, có trong danh sách tin cậy của trang này."),
            {"name": signed.trusted_by},
        )
    else:
        yield Said(
            "bad",
            gettext_noop("Chứng thư (do “{name}” cấp) không dẫn về tổ chức nào trong danh sách tin cậy của trang này."),
            {"name": signed.issuer},
        )
    if signed.is_test:
        yield Said("bad", gettext_noop("Đây là chứng thư thử nghiệm, không có giá trị pháp lý."))
    if signed.stamped_at is not None:
        words = gettext_noop("Có trước {moment}, theo dấu thời gian của {name}.")
        yield Said("good", words, {"moment": signed.stamped_at, "name": signed.stamped_by})
    elif signed.claimed_at is not None:
        words = gettext_noop("Thời gian ký {moment} là theo đồng hồ của bên ký, không có dấu thời gian độc lập.")
        yield Said("plain", words, {"moment": signed.claimed_at})
    if signed.expired:
        yield Said("plain", gettext_noop("Chứng thư này hôm nay đã hết hạn hoặc chưa đến hạn dùng."))
    yield Said("plain", gettext_noop("Trang này không hỏi danh sách chứng thư bị thu hồi của tổ chức cấp chứng thư."))
