"""Decides the form of what is sealed: an ordinary ZIP without compression, padded to one of a few sizes.

Whoever opens the age file with any program at hand has a ZIP that every computer reads. Neither the number of files
nor their sizes show through the sealing.
"""

import io
import re
import zipfile
from collections.abc import Mapping

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc

SIZES = (16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216)
"""Bytes of a parcel before it is sealed: each four times the one before."""
LARGEST = SIZES[-1]
TEXT = "tin.txt"
PADDING = "dem"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


def _written(parts: Mapping[str, bytes], padding: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, content in (*parts.items(), (PADDING, bytes(padding))):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            made.writestr(entry, content)
    return out.getvalue()


def safe_name(name: str) -> str:
    """A file's name without folders and signs that some system cannot write; never empty."""
    last = nfc(name).replace("\\", "/").rpartition("/")[2]
    return _UNSAFE.sub("_", last).strip(". ")[-100:] or "tep"


def padded_size(size: int) -> int:
    """The size class that holds `size` bytes. Raises Refused("sealed.large")."""
    for fits in SIZES:
        if size <= fits:
            return fits
    raise Refused(
        "sealed.large",
        gettext_noop("Tin và tệp kèm quá {limit} MB. Bớt tệp, hoặc gửi làm nhiều lần."),
        limit=LARGEST // 2**20 - 1,
    )


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The named parts as one ZIP whose length is exactly one of `SIZES`. Raises Refused("sealed.large")."""
    bare = len(_written(parts, 0))
    wanted = padded_size(bare)
    return _written(parts, wanted - bare)


def unpack(packed: bytes) -> dict[str, bytes]:
    """The named parts of a parcel, without its padding. Raises Refused("sealed.parcel") for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as opened:
            return {name: opened.read(name) for name in opened.namelist() if name != PADDING}
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError) as broken:
        raise Refused("sealed.parcel", gettext_noop("Phần đã mở không đúng dạng.")) from broken
