"""Seals a report in memory, for those whose browser does not: what comes out is all that is ever stored."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyrage

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed import rules
from liemchinh.sealed.queries.chart import Plan


@dataclass(frozen=True)
class Parcel:
    """A sealed report: the case's public recipient, its secret wrapped by key number, the halves of the envelope by
    key number, and the report itself."""

    public: str
    wraps: Mapping[int, bytes]
    shares: Mapping[int, bytes]
    report: bytes


def sealed_to(content: bytes, publics: Sequence[str]) -> bytes:
    """An age file that each of these recipients opens."""
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(public) for public in publics]))


def opened_with(blob: bytes, secret: str) -> bytes:
    """What is in an age file, opened with a secret. Raises Refused("sealed.shut") when it is not for that key."""
    try:
        return bytes(pyrage.decrypt(blob, [pyrage.x25519.Identity.from_str(secret)]))
    except pyrage.DecryptError:
        raise Refused("sealed.shut", gettext_noop("Khóa này không mở được phần niêm phong.")) from None


def envelope(identity: Mapping[str, str]) -> bytes:
    """Who the reporter is as bytes of one size; nothing given looks the same. Raises Refused("sealed.identity")."""
    given = {name: value.strip() for name, value in identity.items() if value.strip()}
    written = json.dumps(given, ensure_ascii=False).encode()
    if len(written) > rules.IDENTITY_SIZE:
        raise Refused("sealed.identity", gettext_noop("Phần danh tính dài quá. Ghi ngắn lại."))
    return written.ljust(rules.IDENTITY_SIZE)


def halves(content: bytes) -> tuple[bytes, bytes]:
    """Two halves of an envelope: either alone is noise, both together give it back (XOR)."""
    noise = secrets.token_bytes(len(content))
    return noise, joined(noise, content)


def joined(one: bytes, other: bytes) -> bytes:
    """Two halves put together again."""
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def seal(plan: Plan, *, report: Mapping[str, bytes], identity: Mapping[str, str]) -> Parcel:
    """A report sealed for those of the plan. The case's secret exists here for the length of this call alone."""
    secret = pyrage.x25519.Identity.generate()
    public = str(secret.to_public())
    sides = halves(envelope(identity))
    return Parcel(
        public=public,
        wraps={key.id: sealed_to(str(secret).encode(), [key.public]) for key in plan.openers},
        shares={
            key.id: sealed_to(half, [key.public]) for half, keys in zip(sides, plan.sides, strict=True) for key in keys
        },
        report=sealed_to(rules.pack(report), [public]),
    )
