"""What the whole database and the folder of files still say of somebody, in whatever form the words are kept."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, Model, TextField

from liemchinh.kernel.words import fold


def forms_of(word: str) -> set[bytes]:
    """A word as it may stand somewhere: as written, folded, escaped for JSON or an address, in hex, in base64."""
    texts = {word, fold(word), json.dumps(word)[1:-1], quote(word), word.encode().hex()}
    raw = word.encode()
    starts = [base64.b64encode(b"\0" * before + raw)[-(-before * 8 // 6) :] for before in range(3)]
    middles = {start[: (len(raw) - 2) * 8 // 6 - 1] for start in starts} if len(raw) > 12 else set()
    return {text.encode() for text in texts if text} | middles


def everything() -> bytes:
    """Every row of every table as text and as bytes, and every kept file with its name."""
    kept: list[bytes] = []
    for model in apps.get_models():
        columns = [column.attname for column in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*columns):
            kept += [_bytes(value) for value in row]
    for path in Path(settings.FILES_ROOT).rglob("*"):
        kept += [path.name.encode(), path.read_bytes() if path.is_file() else b""]
    return b"\n".join(kept)


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview | bytearray):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).encode()
    return str(value).encode()


def words_in(model: type[Model]) -> set[str]:
    """The columns of a table that can hold words."""
    return {
        column.name for column in model._meta.concrete_fields if isinstance(column, CharField | TextField | JSONField)
    }


def remains_of(words: Iterable[str]) -> list[str]:
    """Those of `words` that stand somewhere, in any form."""
    kept = everything()
    return [word for word in words if any(form in kept for form in forms_of(word))]
