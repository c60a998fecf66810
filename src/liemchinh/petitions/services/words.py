"""Reads the text layer of attached PDF files, for the search only: nothing is decided by it and no page shows it."""

import io
import logging
import time
from collections.abc import Iterable
from pathlib import Path

from pypdf import PdfReader

from liemchinh.kernel.words import fold

log = logging.getLogger(__name__)

MOST_PAGES = 30
MOST_LETTERS = 40_000
SECONDS = 5.0
"""Time after which no further page of one file is read."""
LARGEST_PAGE = 2_000_000
"""Bytes of drawing of a page that is read; a scan's text layer is far smaller."""


def words_in(paths: Iterable[Path]) -> str:
    """The words of these files, folded; empty for scans without a text layer and for whatever cannot be read."""
    return " ".join(found for path in paths if (found := _words_of(path)))[:MOST_LETTERS]


def _words_of(path: Path) -> str:
    until, said, length = time.monotonic() + SECONDS, [], 0
    try:
        content = path.read_bytes()
        if not content[:1024].lstrip().startswith(b"%PDF-"):
            return ""
        for page in PdfReader(io.BytesIO(content), strict=False).pages[:MOST_PAGES]:
            drawing = page.get_contents()
            if drawing is None or len(drawing.get_data()) > LARGEST_PAGE:
                continue
            said.append(page.extract_text())
            length += len(said[-1])
            if length > MOST_LETTERS or time.monotonic() > until:
                break
    except Exception:  # the reader stumbles over files in many ways; a search that finds less harms nobody
        log.info("the words of a file could not be read", exc_info=True)
    return fold(" ".join(said))[:MOST_LETTERS]
