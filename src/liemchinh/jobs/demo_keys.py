"""Keys for the sealed channel of the demo, in force for the commune and the province, so that it can be tried.

A real instance never does this: there each holder makes a pair on their own device. The files are what the page for
keys would have saved: an age identity locked with a passphrase, here that of the demo. The server keeps no other copy.
"""

from datetime import datetime
from pathlib import Path

import pyrage

from liemchinh import env
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.sealed import rules, services

HOLDERS = (
    ("tinkin", rules.Purpose.READER, "chutich"),
    ("giudanhtinh1", rules.Purpose.CUSTODIAN, "chutich"),
    ("giudanhtinh2", rules.Purpose.CUSTODIAN, "chutich"),
    ("tinkintinh", rules.Purpose.READER, "chutichtinh"),
    ("giudanhtinhtinh1", rules.Purpose.CUSTODIAN, "chutichtinh"),
    ("giudanhtinhtinh2", rules.Purpose.CUSTODIAN, "chutichtinh"),
)
"""Person, what the key is for, who confirms its fingerprint."""


def folder() -> Path:
    """Where the locked key files of the demo lie."""
    return env.folder() / "demo-keys"


def give(*, passphrase: str, at: datetime) -> None:
    """Make, register and confirm a key for each of `HOLDERS`; write each secret, locked, into `folder()`."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    for person, purpose, witness in HOLDERS:
        holder, made = org.actor(person, at), pyrage.x25519.Identity.generate()
        public = str(made.to_public())
        written = f"# created: {local_day(at)}\n# public key: {public}\n{made}\n".encode()
        _keep(folder() / f"{person}.age", bytes(pyrage.passphrase.encrypt(written, passphrase, armored=True)))
        seat = next(seat.code for seat in holder.seats if seat.roles & rules.HOLDERS[purpose])
        row = services.register_key(public=public, purpose=purpose, seat=seat, private=None, by=holder, at=at)
        services.confirm_key(key=row.pk, fingerprint=rules.fingerprint(public), by=org.actor(witness, at), at=at)


def _keep(path: Path, locked: bytes) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(locked)
