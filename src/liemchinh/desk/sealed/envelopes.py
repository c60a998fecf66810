"""Ciphertext as pages and files carry it: base64 in an attribute, a folder of age files for the ordinary program."""

import base64
import io
import zipfile
from collections.abc import Iterable

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.sealed import queries

_MOMENT = (1980, 1, 1, 0, 0, 0)


def base64_of(blob: bytes | memoryview | None) -> str:
    """As an attribute carries it."""
    return base64.b64encode(bytes(blob)).decode() if blob else ""


def locked_of(actor: Actor, key: int) -> str:
    """The holder's own private key, locked with their passphrase, where they left it with us; else nothing."""
    try:
        return base64_of(queries.private_of(actor, key=key))
    except NotFound:
        return ""


def folder(wrap: bytes, pieces: Iterable[tuple[str, bytes]], how_to: str) -> bytes:
    """A ZIP with the wrapped key of a matter, its sealed pieces by name, and how to open them without this program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        entries = [("DOC-TRUOC.txt", how_to.encode()), ("khoa.age", bytes(wrap)), *pieces]
        for name, content in entries:
            made.writestr(zipfile.ZipInfo(name, _MOMENT), content)
    return out.getvalue()
