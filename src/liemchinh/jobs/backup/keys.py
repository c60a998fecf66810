"""Keys in a backup: only when asked for, and only under a passphrase (scrypt, AES-256-GCM).

Whoever has them can sign in the authority's name and sign in as anybody, so they do not lie beside the data by default.
The signer's store and marks are never among them: an old copy of those must not come back.
"""

import base64
import json
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

MAGIC = b"liemchinh keys v1\n"
SHORTEST = 12
"""Signs of a passphrase; the copy may be tried at leisure by whoever finds it."""
_COST = struct.Struct(">III")
_N, _R, _P = 1 << 16, 8, 1  # 64 MiB a try
_SALT, _NONCE = 16, 12


def seal(files: Iterable[tuple[str, Path]], passphrase: str) -> bytes:
    """The contents of `files` (name, path), encrypted. Raises Refused("backup.passphrase") for a short passphrase."""
    if len(passphrase) < SHORTEST:
        sentence = gettext_noop("Cụm mật khẩu phải có ít nhất {count} ký tự.")
        raise Refused("backup.passphrase", sentence, count=SHORTEST)
    plain = json.dumps({name: base64.b64encode(path.read_bytes()).decode() for name, path in files}).encode()
    head = MAGIC + _COST.pack(_N, _R, _P) + os.urandom(_SALT)
    nonce = os.urandom(_NONCE)
    return head + nonce + AESGCM(_key(passphrase, head)).encrypt(nonce, plain, head)


def unseal(sealed: bytes, passphrase: str) -> dict[str, bytes]:
    """The contents by name. Raises Refused("backup.passphrase") when the passphrase is another or a bit has changed."""
    size = len(MAGIC) + _COST.size + _SALT
    head, nonce, body = sealed[:size], sealed[size : size + _NONCE], sealed[size + _NONCE :]
    wrong = Refused("backup.passphrase", gettext_noop("Cụm mật khẩu không mở được tệp khóa, hoặc tệp đã hỏng."))
    if (
        not head.startswith(MAGIC)
        or len(head) != size
        or head[len(MAGIC) : len(MAGIC) + _COST.size] != _COST.pack(_N, _R, _P)
    ):
        raise wrong
    try:
        plain = AESGCM(_key(passphrase, head)).decrypt(nonce, body, head)
    except (InvalidTag, ValueError) as problem:
        raise wrong from problem
    return {name: base64.b64decode(text) for name, text in json.loads(plain).items()}


def _key(passphrase: str, head: bytes) -> bytes:
    return Scrypt(salt=head[-_SALT:], length=32, n=_N, r=_R, p=_P).derive(passphrase.encode())
