"""Checkpoints: what a log signs, namely its name, its size and its root (c2sp.org/tlog-checkpoint)."""

from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.note import (
    NUMBER_LIMIT,
    Note,
    SignerKey,
    decode_base64,
    encode_base64,
    has_control,
    parse_decimal,
    sign_note,
)

ROOT_BYTES = 32


@dataclass(frozen=True)
class Checkpoint:
    """A tree head: `origin` (the log's name), `size` in leaves, `root` (32 bytes), extension lines (we write none).

    Raises Refused("ledger.checkpoint") when the values could not be written as a checkpoint.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        whole = "\n".join(lines)
        if not all(lines) or whole.count("\n") >= len(lines) or has_control(whole):
            raise Refused("ledger.checkpoint", gettext_noop("Mốc sổ có dòng trống hoặc ký tự điều khiển."))
        if not 0 <= self.size < NUMBER_LIMIT:
            raise Refused("ledger.checkpoint", gettext_noop("Mốc sổ ghi số mục không hợp lệ: {size}."), size=self.size)
        if len(self.root) != ROOT_BYTES:
            sentence = gettext_noop("Gốc của mốc sổ dài {size} byte, phải là 32.")
            raise Refused("ledger.checkpoint", sentence, size=len(self.root))

    def text(self) -> str:
        """The note text (tlog-checkpoint, Note text)."""
        return "\n".join((self.origin, str(self.size), encode_base64(self.root), *self.extensions, ""))


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text (tlog-checkpoint, Note text). Raises Refused("ledger.checkpoint")."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1]:
        raise Refused("ledger.checkpoint", gettext_noop("Mốc sổ phải có ít nhất ba dòng: tên sổ, số mục, gốc."))
    origin, size, root, *extensions = lines[:-1]
    try:
        return Checkpoint(origin, parse_decimal(size), decode_base64(root), tuple(extensions))
    except ValueError:
        raise Refused("ledger.checkpoint", gettext_noop("Số mục hoặc gốc của mốc sổ viết sai dạng.")) from None


def sign(checkpoint: Checkpoint, signer: SignerKey) -> Note:
    """The checkpoint signed by the log's key, whose name is the origin (tlog-checkpoint, Signatures).

    Raises Refused("ledger.checkpoint") for a key of another name.
    """
    if signer.name != checkpoint.origin:
        sentence = gettext_noop("Khóa {key} không phải khóa của sổ {origin}.")
        raise Refused("ledger.checkpoint", sentence, key=signer.name, origin=checkpoint.origin)
    return sign_note(checkpoint.text(), signer)
