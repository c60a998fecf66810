"""Scans at the counter: looked into before they are kept, kept once by their hash, refused with a sentence."""

import hashlib
import io
import struct
import time
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from liemchinh.dossiers import services
from liemchinh.dossiers.models import Attachment, Event
from liemchinh.dossiers.services import Upload
from liemchinh.kernel.errors import NotFound
from liemchinh.papers import scans
from tests import builders
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers.ground import ACTS, LATER, png


def pdf(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    return writer


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def jpeg(size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).save(out, "JPEG")
    return out.getvalue()


def with_script() -> bytes:
    writer = pdf()
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    return written(writer)


def with_embedded() -> bytes:
    writer = pdf()
    writer.add_attachment("thu.exe", b"MZ")
    return written(writer)


def with_launch() -> bytes:
    writer = pdf()
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    writer.root_object[NameObject("/OpenAction")] = action
    return written(writer)


def locked() -> bytes:
    writer = pdf()
    writer.encrypt("mật khẩu")
    return written(writer)


def with_action(kind: str) -> bytes:
    """A PDF that does `kind` when opened; the word stands in an object of its own, away from the action."""
    writer = pdf()
    word = writer._add_object(NameObject(kind))
    action = DictionaryObject({NameObject("/S"): word, NameObject("/F"): TextStringObject("x")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    return written(writer)


def with_a_size_beyond_numbers() -> bytes:
    """A PDF whose table of objects begins further away than any file is long."""
    good = written(pdf())
    place = good.index(b"startxref") + len(b"startxref\n")
    return good[:place] + b"9" * 30 + b"\n%%EOF"


def many_passes() -> bytes:
    """A progressive JPEG that goes over its picture hundreds of times, eleven bytes a time."""
    out = io.BytesIO()
    Image.new("L", (64, 64)).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content.rindex(b"\xff\xda")
    head = content[last : last + 2 + int.from_bytes(content[last + 2 : last + 4], "big")]
    return content[:-2] + (head + b"\0") * 300 + b"\xff\xd9"


def bomb() -> bytes:
    """A picture of 400 million points in a few hundred bytes."""
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


HARMFUL = {
    "a script in a PDF": ("giay.pdf", with_script, "scans.active", "mã lệnh"),
    "a file inside a PDF": ("giay.pdf", with_embedded, "scans.active", "tệp nhúng"),
    "a program started by a PDF": ("giay.pdf", with_launch, "scans.active", "mã lệnh"),
    "a program named elsewhere in a PDF": ("giay.pdf", lambda: with_action("/Launch"), "scans.active", "mã lệnh"),
    "a PDF that opens a file elsewhere": ("giay.pdf", lambda: with_action("/GoToR"), "scans.active", "mã lệnh"),
    "a PDF that sends a form": ("giay.pdf", lambda: with_action("/SubmitForm"), "scans.active", "mã lệnh"),
    "a PDF that breaks its reader": ("giay.pdf", with_a_size_beyond_numbers, "scans.broken", "quét lại"),
    "a picture drawn hundreds of times": ("anh.jpg", many_passes, "scans.type", "chưa mở được"),
    "a PDF with a password": ("giay.pdf", locked, "scans.locked", "mật khẩu"),
    "a picture that would fill the memory": ("anh.png", bomb, "scans.pixels", "quá lớn"),
    "a program called a PDF": ("giay.pdf", lambda: b"MZ" + bytes(500), "scans.type", "JPG, PNG hoặc PDF"),
    "a page of the web called a picture": ("anh.jpg", lambda: b"<html><script>", "scans.type", "JPG, PNG"),
    "a picture of another kind": ("anh.png", lambda: b"GIF89a" + bytes(40), "scans.type", "JPG, PNG"),
    "a drawing with scripts": ("anh.svg", lambda: b"<svg onload='x'/>", "scans.type", "JPG, PNG"),
    "half a PDF": ("giay.pdf", lambda: written(pdf())[:120], "scans.broken", "quét lại"),
    "half a PNG": ("anh.png", lambda: png(3, (300, 300))[:60], "scans.type", "chưa mở được"),
    "half a JPEG": ("anh.jpg", lambda: jpeg()[: len(jpeg()) // 2], "scans.type", "chưa mở được"),
    "a page of the web in front of a PDF": (
        "giay.pdf",
        lambda: b"<html><script>x</script>" + written(pdf()),
        "scans.type",
        "JPG, PNG",
    ),
    "nothing": ("giay.pdf", lambda: b"", "scans.empty", "rỗng"),
    "too much": ("giay.pdf", lambda: b"%PDF-" + bytes(20 * 2**20), "scans.size", "20 MB"),
}


def kept() -> list[Path]:
    return [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("what", HARMFUL)
def test_what_may_harm_is_refused_with_a_cure_and_nothing_of_it_is_kept(cast: Cast, what: str) -> None:
    name, made, code, said = HARMFUL[what]
    dossier, before = builders.received(cast), len(kept())
    good = Upload("tot.png", png(7))
    with refused(code, name, said):
        ACTS["attach"](dossier.code, cast.receiver.actor, LATER, files=[good, Upload(name, made())])
    assert (len(kept()), Attachment.objects.count(), dossier.events.count()) == (before, 0, 1)


def test_good_scans_are_kept_by_their_hash_with_what_they_really_are(cast: Cast) -> None:
    files = [
        Upload("to-khai.pdf", written(pdf(3)), component=0),
        Upload("C:\\ảnh\\căn cước.jpg", jpeg()),
        Upload("thật ra là png.pdf", png(9)),
    ]
    dossier = ACTS["attach"](builders.received(cast).code, cast.receiver.actor, LATER, files=files)
    rows = {row.sha256: row for row in dossier.attachments.all()}
    assert {row.media_type for row in rows.values()} == {"application/pdf", "image/jpeg", "image/png"}
    for upload in files:
        row = rows[hashlib.sha256(upload.content).hexdigest()]
        assert services.path_of(row.sha256).read_bytes() == upload.content
        assert (row.size, row.component, row.step) == (len(upload.content), upload.component, 2)
    assert rows[hashlib.sha256(files[0].content).hexdigest()].pages == 3
    event = Event.objects.get(dossier=dossier, verb="attach")
    assert [file["sha256"] for file in event.facts["files"]] == list(rows)


def test_the_same_content_twice_is_kept_once_and_leaves_no_empty_event(cast: Cast) -> None:
    code, file = builders.received(cast).code, Upload("a.png", png(11))
    ACTS["attach"](code, cast.receiver.actor, LATER, files=[file, Upload("b.png", png(11))])
    again = ACTS["attach"](code, cast.receiver.actor, LATER, files=[Upload("c.png", png(11))])
    assert (again.attachments.count(), again.step) == (1, 2)
    other = builders.received(cast)
    ACTS["attach"](other.code, cast.receiver.actor, LATER, files=[file])
    digest = hashlib.sha256(file.content).hexdigest()
    assert Attachment.objects.filter(sha256=digest).count() == 2
    assert len([path for path in kept() if path.name == digest]) == 1


def test_the_file_of_somebody_who_may_not_attach_is_not_kept(cast: Cast) -> None:
    dossier, before = builders.assigned(cast), len(kept())
    file = Upload("x.png", png(13))
    with pytest.raises(NotFound):
        ACTS["attach"](dossier.code, cast.stranger.actor, LATER, files=[file])
    with refused("dossiers.who"):
        ACTS["attach"](dossier.code, cast.leader.actor, LATER, files=[file])
    done = builders.returned(cast)
    with refused("dossiers.move"):
        ACTS["attach"](done.code, cast.receiver.actor, LATER, files=[file])
    assert len(kept()) == before


def test_a_dossier_holds_forty_files_and_says_what_to_do_with_more(cast: Cast) -> None:
    code = builders.received(cast).code
    files = [Upload(f"{number}.png", png(number, (9, 9))) for number in range(41)]
    with refused("dossiers.too_many_files", "40", "một tệp PDF"):
        ACTS["attach"](code, cast.receiver.actor, LATER, files=files)
    assert ACTS["attach"](code, cast.receiver.actor, LATER, files=files[:40]).attachments.count() == 40


def test_a_name_cannot_turn_the_line_or_climb_out_of_its_folder(cast: Cast) -> None:
    typed = "../../etc/giay\u202egpj.\r\nX-Evil: 1\x00.png"
    dossier = ACTS["attach"](builders.received(cast).code, cast.receiver.actor, LATER, files=[Upload(typed, png(17))])
    (row,) = dossier.attachments.all()
    assert row.name == "giaygpj.X-Evil: 1.png"
    assert Path(settings.FILES_ROOT) in services.path_of(row.sha256).parents


@pytest.mark.parametrize("sections", [b"trailer<</Root 1 0 R>>\n" * 800_000, b"1 0 obj<</A 1>>endobj\n" * 800_000])
def test_a_file_of_nothing_but_beginnings_is_refused_before_it_is_read(sections: bytes) -> None:
    began = time.process_time()
    with refused("scans.broken"):
        scans.inspect(b"%PDF-1.4\n" + sections, name="to-khai.pdf")
    assert time.process_time() - began < 1, "the reader takes five seconds and more over each"


@pytest.mark.parametrize(
    ("typed", "content", "stored"),
    [
        ("don.hta", written(pdf()), "don.hta.pdf"),
        ("anh.exe", png(21), "anh.exe.png"),
        ("ANH.JPEG", jpeg(), "ANH.JPEG"),
        (f"{'d' * 300}.bat", png(22), "d" * 196 + ".png"),
        (f"{'d' * 300}.PNG", png(23), "d" * 196 + ".PNG"),
    ],
)
def test_a_file_is_called_what_it_is_not_what_a_stranger_wants_it_opened_as(
    cast: Cast, typed: str, content: bytes, stored: str
) -> None:
    dossier = ACTS["attach"](builders.received(cast).code, cast.receiver.actor, LATER, files=[Upload(typed, content)])
    assert dossier.attachments.get().name == stored


def test_kept_files_are_for_the_program_alone(cast: Cast) -> None:
    ACTS["attach"](builders.received(cast).code, cast.receiver.actor, LATER, files=[Upload("a.png", png(19))])
    path = services.path_of(hashlib.sha256(png(19)).hexdigest())
    assert path.stat().st_mode & 0o077 == 0


def test_a_progressive_picture_as_cameras_write_it_is_kept(cast: Cast) -> None:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(out, "JPEG", progressive=True)
    dossier = builders.received(cast)
    ACTS["attach"](dossier.code, cast.receiver.actor, LATER, files=[Upload("anh.jpg", out.getvalue() + bytes(5000))])
    assert Attachment.objects.get().media_type == "image/jpeg"
