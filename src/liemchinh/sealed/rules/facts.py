"""Decides which bare facts an act may leave in the open: document numbers, codes and hashes, never words of a case."""

import re
from collections.abc import Mapping
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc

_DOCUMENT = re.compile(r"[\w./\- ]{1,60}")
_SHAPES = {
    "document": _DOCUMENT,
    "to": re.compile(r"[\w.\-]{1,35}"),
    "package": re.compile(r"[0-9a-f]{64}"),
    "reason": re.compile(r"[a-z_]{1,20}"),
}


def check_document(document: str) -> str:
    """The number of a document, `12/QĐ-UBND`. Raises Refused("sealed.document") for an empty one or for sentences."""
    tidy = nfc(" ".join(document.split()))
    if not _DOCUMENT.fullmatch(tidy):
        raise Refused("sealed.document", gettext_noop("Ghi số văn bản, ví dụ 12/QĐ-UBND. Không ghi nội dung vụ việc."))
    return tidy


def check_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, each of its shape. Raises Refused("sealed.facts") for any other."""
    for name, value in facts.items():
        if name not in _SHAPES or not _SHAPES[name].fullmatch(str(value)):
            raise Refused("sealed.facts", gettext_noop("Không ghi được “{name}” ra ngoài phong bì."), name=name)
    return dict(facts)
