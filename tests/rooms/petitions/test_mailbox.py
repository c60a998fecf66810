"""Letters of a real IMAP server become petitions, each once; what is no letter is set aside and never dropped."""

import imaplib
import io
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import DatabaseError
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from liemchinh.jobs.audit import look as audited
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import NotFound
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.drivers import imap
from liemchinh.petitions.models import Mailbox, MailItem, Petition
from liemchinh.petitions.queries import mail
from liemchinh.petitions.rules import Source
from liemchinh.petitions.services import mailbox
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast
from tests.refusals import refused


def _sheet(words: str) -> bytes:
    """A PDF of one page with these words (no diacritics) as its text layer."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 200)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font[NameObject("/BaseFont")] = NameObject("/Helvetica")
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    drawing = DecodedStreamObject()
    drawing.set_data(f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(drawing)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


PDF = _sheet("Bien ban xac minh cong thon Mau")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's key and certificate in one file, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = tmp_path_factory.mktemp("imap") / "server.pem"
    pem, no = serialization.Encoding.PEM, serialization.NoEncryption()
    kept.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, no) + made.public_bytes(pem))
    return kept


@pytest.fixture(scope="module")
def server(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[imap.Box]:
    """pymap in a process of its own, empty but for what it greets with."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("pymap")
    words = [str(program), "--host", "127.0.0.1", "--port", str(port), "--no-service", "admin"]
    words += ["--cert", str(certificate), "--key", str(certificate)]
    words += ["--no-service", "managesieve", "dict", "--demo-user", "don", "--demo-password", "thư 2026"]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield imap.Box("127.0.0.1", port, "don", "INBOX", COMMUNE, Source.EMAIL, wrapped=False, password="thư 2026")
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture
def box(server: imap.Box) -> imap.Box:
    """The box, emptied."""
    link = _link(server)
    link.select("INBOX")
    link.store("1:*", "+FLAGS", "\\Deleted")
    link.expunge()
    link.logout()
    return server


def _link(box: imap.Box) -> imaplib.IMAP4:
    link = imaplib.IMAP4(box.host, box.port)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if "STARTTLS" in link.capabilities:
        link.starttls(context)
    link.authenticate("PLAIN", lambda _: f"\0{box.account}\0{box.password}".encode())
    return link


def put(box: imap.Box, *letters: bytes) -> None:
    link = _link(box)
    for letter in letters:
        kind, _ = link.append("INBOX", "", imaplib.Time2Internaldate(time.time()), letter)
        assert kind == "OK"
    link.logout()


def letter(text: str, *, subject: str = "Đơn", files: dict[str, bytes] | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"From": "Lê Thị Thí <thi@dan.example>", "Subject": subject, **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in (files or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_letters_become_petitions_once_and_what_is_no_letter_waits_for_a_person(cast: Cast, box: imap.Box) -> None:
    put(
        box,
        letter("Đèn đường ngõ 5 tắt cả tuần, mong xã thay bóng.", subject="Phản ánh đèn đường"),
        letter("Tôi tố cáo cán bộ xã nhận hối lộ.", files={"a.pdf": PDF, "b.exe": b"MZ"}),
        letter("Tôi đi vắng.", Auto_Submitted="auto-replied"),
        letter(" ", subject=""),
        b"\x00\xff not a mail at all",
    )
    first = mailbox.look(at=MORNING, boxes=[box])
    assert (first.taken, first.aside) == (2, 3)
    open_one, closed = Petition.objects.order_by("id")
    assert (open_one.source, open_one.content, open_one.restricted) == ("email", "unsorted", False)
    assert closed.restricted, "what may be a denunciation is seen by few until somebody has read it"
    assert [one.name for one in closed.files.all()] == ["a.pdf"]
    item = MailItem.objects.get(petition=closed)
    assert [one["name"] for one in item.left_out] == ["b.exe"] and b"MZ" not in mailbox.raw(item)[:20]
    assert open_one.petitioners.get().email == "thi@dan.example"
    with pytest.raises(NotFound):
        queries.handled_by(cast.clerk.actor, code=closed.code, at=MORNING)
    assert queries.handled_by(cast.reception.actor, code=closed.code, at=MORNING) == closed
    assert queries.handled_by(cast.chair.actor, code=closed.code, at=MORNING) == closed

    assert vars(mailbox.look(at=MORNING, boxes=[box])) == vars(mailbox.Came()), "nothing is taken twice"
    Mailbox.objects.update(validity=7)  # the server numbers its messages anew
    again = mailbox.look(at=MORNING, boxes=[box])
    assert (again.taken, again.aside, again.known) == (0, 0, 5)
    assert Petition.objects.count() == 2

    _a_person_settles_what_was_set_aside(cast)
    assert [one.sentence for one in audited(files=False, signer=False)] == []


def _a_person_settles_what_was_set_aside(cast: Cast) -> None:
    by, later = cast.reception.actor, MORNING + timedelta(hours=1)
    waiting = mail.waiting(by)
    assert {one.reason for one in waiting} == {"automatic", "empty"} | {one.reason for one in waiting}
    assert mail.waiting_count(by) == 3 and mail.waiting(cast.stranger_reception.actor) == []
    away = next(one for one in waiting if one.reason == "automatic")
    with pytest.raises(NotFound):
        mailbox.take_up(number=away.pk, by=cast.stranger_reception.actor, at=later)
    with refused("petitions.why"):
        mailbox.discard(number=away.pk, reason=" ", by=by, at=later)
    mailbox.discard(number=away.pk, reason="Thư báo vắng mặt.", by=by, at=later)
    with refused("petitions.mail_settled"):
        mailbox.take_up(number=away.pk, by=by, at=later)
    petition = mailbox.take_up(number=waiting[0].pk if waiting[0] != away else waiting[1].pk, by=by, at=later)
    assert petition.entered_by == by.code and petition.restricted, "nobody can say yet what it is"
    assert mail.waiting_count(by) == 1


def test_a_reply_joins_its_petition_only_from_who_sent_it(cast: Cast, box: imap.Box) -> None:
    sender = services.Sender(name="Lê Thị Thí", email="Thi@dan.example")
    said = services.Letter(subject="Cống tắc", authority=COMMUNE, source=Source.WEB, senders=(sender,))
    petition = services.file(letter=said, by=APPLICANT, at=MORNING)
    put(
        box,
        letter(f"Gửi thêm ảnh cho đơn {petition.code}: cống ở ngõ Mẫu.", files={"anh.pdf": PDF}),
        letter(f"Tôi hỏi về đơn {petition.code} của hàng xóm.", From="la@nguoi.example"),
    )
    later = MORNING + timedelta(hours=2)
    came = mailbox.look(at=later, boxes=[box])
    assert (came.added, came.taken) == (1, 1)
    petition.refresh_from_db()
    event = petition.events.get(verb="add_words")
    assert "ngõ Mẫu" in event.facts["words"] and petition.files.count() == 1
    found = queries.listed(cast.reception.actor, at=later, wanted=queries.Wanted(text="Biên bản cống THÔN mẫu"))
    assert [row.code for row in found.rows] == [petition.code], "the words of the sheet that came with the reply"
    assert queries.listed(cast.reception.actor, at=later, wanted=queries.Wanted(text="bien ban khac")).total == 0
    stranger = queries.listed(cast.stranger_reception.actor, at=later, wanted=queries.Wanted(text="ngo mau"))
    assert stranger.total == 0
    assert Petition.objects.exclude(pk=petition.pk).get().petitioners.get().email == "la@nguoi.example"
    assert [one.sentence for one in audited(files=False, signer=False)] == []


def test_the_media_mailbox_is_a_source_of_its_own_with_the_outlet(cast: Cast, box: imap.Box) -> None:
    put(box, letter("Khán giả hỏi về rác ở chợ Mẫu.", From="Đài Mẫu <banthu@dai.example>"))
    mailbox.look(at=MORNING, boxes=[replace(box, source=Source.MEDIA)])
    petition = Petition.objects.get()
    assert (petition.source, petition.source_name) == ("media", "Đài Mẫu")


def test_nothing_is_lost_when_the_database_fails_in_the_middle(
    cast: Cast, box: imap.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(box, letter("Phản ánh rác ở thôn 1."), letter("Phản ánh rác ở thôn 2."))
    real, seen = mailbox.ledger.record_about, []

    def failing(*args: object, **given: object) -> object:
        seen.append(args)
        if len(seen) == 2:
            raise DatabaseError("the disk is full")
        return real(*args, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(mailbox.ledger, "record_about", failing)
    with pytest.raises(DatabaseError):
        mailbox.look(at=MORNING, boxes=[box])
    assert Petition.objects.count() == MailItem.objects.count() == 1
    monkeypatch.undo()
    assert mailbox.look(at=MORNING, boxes=[box]).taken == 1
    assert Petition.objects.count() == MailItem.objects.count() == 2


def test_a_box_that_cannot_be_read_says_why_and_stops_no_other(cast: Cast, box: imap.Box, certificate: Path) -> None:
    put(box, letter("Phản ánh rác ở thôn 3."))
    wrong = replace(box, password="sai", account="la")
    proved = replace(box, folder="Không có", account="don")
    strange = replace(box, folder="Drafts", context=ssl.create_default_context())
    came = mailbox.look(at=MORNING, boxes=[wrong, proved, strange, box])
    assert came.taken == 1
    failures = dict(Mailbox.objects.values_list("name", "failure"))
    assert "certificate" in failures["don/Drafts"].lower(), "nobody vouches for this server"
    proving = ssl.create_default_context(cafile=str(certificate))
    came = mailbox.look(at=MORNING, boxes=[replace(box, host="localhost", context=proving)])
    assert vars(came) == vars(mailbox.Came()), "the same box, known by its name, and nothing new in it"
    assert failures["la/INBOX"] and failures["don/Không có"] and not failures["don/INBOX"]


def test_a_folder_of_settings_is_read_and_a_wrong_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from liemchinh import env

    monkeypatch.setenv(env.MAILBOX, "imaps://don@xa.vn@thu.vn/Đơn#H99.12")
    monkeypatch.setenv(env.MAILBOX_PASSWORD, "bí mật")
    (found,) = imap.boxes_from_settings()
    assert (found.host, found.port, found.account, found.folder) == ("thu.vn", 993, "don@xa.vn", "Đơn")
    assert (found.unit, found.source, found.wrapped) == ("H99.12", rules.Source.EMAIL, True)
    assert "bí mật" not in repr(found)
    for wrong in ("http://don@thu.vn", "imaps://thu.vn", "imaps://don:mat@thu.vn"):
        monkeypatch.setenv(env.MAILBOX, wrong)
        with pytest.raises(env.BadSetting):
            imap.boxes_from_settings()
