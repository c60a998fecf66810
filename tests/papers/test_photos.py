"""Photos lose what tells more than the sheet and nothing else; small pictures are drawn anew and the right way up."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from liemchinh.papers import photos, scans

TURN, PLACE, MAKER = 0x0112, 0x8825, 0x010F


def picture(form: str, *, turned: int = 1, size: tuple[int, int] = (32, 16), **options: Any) -> bytes:
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    exif[TURN], exif[MAKER], exif[PLACE] = turned, "Máy Mẫu", {1: "N", 2: (10.0, 46.0, 12.0)}
    made = io.BytesIO()
    image.save(made, form, exif=exif, **options)
    return made.getvalue()


def points(content: bytes) -> tuple[tuple[int, int], bytes]:
    with Image.open(io.BytesIO(content)) as image:
        return image.size, image.convert("RGB").tobytes()


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_place_time_and_device_are_gone_and_every_point_is_there(form: str, media_type: str, turned: int) -> None:
    before = picture(form, turned=turned)
    after = photos.stripped(before, media_type)
    assert points(after) == points(before)
    with Image.open(io.BytesIO(after)) as image:
        assert dict(image.getexif()) == ({TURN: turned} if turned != 1 else {})
    assert "Máy".encode() not in after and len(after) < len(before)
    assert photos.stripped(after, media_type) == after, "once is enough"
    assert scans.inspect(after, name="x").media_type == media_type


def test_a_second_picture_behind_the_first_and_words_beside_it_are_gone() -> None:
    plain = picture("JPEG", progressive=True, comment=b"o nha")
    film = plain + b"\0\0\0\x18ftypmp42 a short film" + picture("JPEG")
    after = photos.stripped(film, "image/jpeg")
    assert b"film" not in after and b"o nha" not in after and points(after) == points(plain)
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "o nha", zip=False)
    assert b"o nha" not in photos.stripped(picture("PNG", pnginfo=words), "image/png")


@given(st.binary(max_size=300))
def test_whatever_follows_the_end_of_a_photo_goes(tail: bytes) -> None:
    whole = picture("PNG")
    assert photos.stripped(whole + tail, "image/png") == photos.stripped(whole, "image/png")


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_small_picture_is_new_small_and_the_right_way_up(form: str) -> None:
    content = picture(form, turned=6, size=(1200, 600))
    small = photos.preview(content, f"image/{form.lower()}")
    assert small is not None
    with Image.open(io.BytesIO(small)) as image:
        assert (image.format, image.size) == ("PNG", (240, 480))
        assert not image.getexif() and image.text == {}  # type: ignore[attr-defined]


def test_what_is_no_photo_or_too_large_to_draw_has_no_small_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    assert photos.preview(b"%PDF-1.7", "application/pdf") is None
    monkeypatch.setattr(photos, "MOST_PNG_PIXELS", 100)
    assert photos.preview(picture("PNG"), "image/png") is None
    assert photos.stripped(b"%PDF-1.7", "application/pdf") == b"%PDF-1.7"
