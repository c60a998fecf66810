"""Reading a printed paper back: its text, its fonts, where its ink lies."""

import io
from collections.abc import Iterable

from PIL import Image, ImageOps
from pypdf import PdfReader

from liemchinh.papers import Paper, Size, preview, render

DPI = 144
MM = DPI / 25.4


def pdf(paper: Paper, size: Size = "A4") -> PdfReader:
    """The paper as printed, opened again."""
    return PdfReader(io.BytesIO(render(paper, size)))


def text(paper: Paper, size: Size = "A4") -> str:
    """All words of the paper in the order they stand in the file, spaces and line ends made one space."""
    return " ".join(" ".join(page.extract_text() for page in pdf(paper, size).pages).split())


def missing_in_order(words: Iterable[str], found: str) -> list[str]:
    """Those of `words` that do not come in `found` after the one before them."""
    place, missing = 0, []
    for word in words:
        at = found.find(word, place)
        if at < 0:
            missing.append(word)
        else:
            place = at + len(word)
    return missing


def fonts(reader: PdfReader) -> dict[str, bool]:
    """Family and style of every font used, and whether its outlines are in the file."""
    found: dict[str, bool] = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            below = font.get_object()["/DescendantFonts"][0].get_object()
            name = str(below["/BaseFont"]).rsplit("+", 1)[-1]
            found[name] = any(key.startswith("/FontFile") for key in below["/FontDescriptor"].get_object())
    return found


def pages(paper: Paper, size: Size = "A4") -> list[Image.Image]:
    """The pages as greyscale pictures at `DPI`."""
    return [Image.open(io.BytesIO(page)).convert("L") for page in preview(paper, size, DPI)]


def ink(page: Image.Image) -> tuple[float, float, float, float]:
    """White space left, above, right and below the ink, in millimetres."""
    box = ImageOps.invert(page).point(lambda value: 255 if value > 60 else 0).getbbox()
    assert box, "an empty page"
    left, top, right, bottom = box
    return left / MM, top / MM, (page.width - right) / MM, (page.height - bottom) / MM
