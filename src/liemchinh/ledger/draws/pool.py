"""The pool of a draw: who may be drawn, with names and reasons kept back and every line committed to.

The private list stays with the authority. The public one holds a tag for each person instead of a name; who knows
their own salt finds their own line in it, nobody else's.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.core.tiles import Edge

LEADER, OTHER, EXCLUDED = "leader", "other", "excluded"
"""What a public line says of a person: head or deputy, neither, or not to be drawn (then not even which of both)."""
STRATA = {"head": LEADER, "deputy": LEADER, "other": OTHER}

EXCLUSIONS = {
    "verified": gettext_noop("đã được xác minh trong 4 năm trước liền kề"),
    "prosecuted": gettext_noop("đang bị điều tra, truy tố, xét xử"),
    "ill": gettext_noop("đang điều trị bệnh hiểm nghèo"),
    "abroad": gettext_noop("đang học tập, công tác ở nước ngoài từ 12 tháng trở lên"),
}
"""Why somebody who declares is not drawn this year: Decree 130/2020/NĐ-CP, article 16 (read in an extract)."""

MOST_TOLD = 12  # complaints about lines, in one refusal
_TAG_LABEL = b"boc-tham-the/v1\0"
_POOL_HEADER = ("tag", "unit", "stratum")
_UNIT_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,59}")


@dataclass(frozen=True)
class Declarant:
    """One line of the private list. `stratum` is head, deputy or other; `excluded` a key of `EXCLUSIONS` or empty."""

    id: str
    unit: str
    stratum: str
    excluded: str = ""
    name: str = ""


@dataclass(frozen=True, order=True)
class PoolLine:
    """One line of the public list: a tag (64 hex digits), the unit's code, and LEADER, OTHER or EXCLUDED."""

    tag: str
    unit: str
    stratum: str

    @property
    def drawable(self) -> bool:
        """Whether this person may be drawn."""
        return self.stratum != EXCLUDED


def read_declarants(text: str) -> list[Declarant]:
    """The private list, CSV with the columns id, unit, stratum and, optional, excluded and name.

    Raises Refused("draws.pool") that names every line at fault: an unknown word, a missing value, one id twice
    (upper or lower case, spaces and Unicode forms make no other person), one unit in two spellings.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    names = [name.strip() for name in reader.fieldnames or []]
    lacking = [name for name in ("id", "unit", "stratum") if name not in names]
    if lacking:
        sentence = gettext_noop("Danh sách thiếu cột {columns}.")
        raise Refused("draws.pool", sentence, columns=", ".join(lacking))
    reader.fieldnames = names
    found: list[Declarant] = []
    seen: dict[str, int] = {}
    units: dict[str, str] = {}
    faults: list[str] = []
    for row in reader:
        number = reader.line_num
        told = {name: (row.get(name) or "").strip() for name in ("id", "unit", "stratum", "excluded", "name")}
        first = seen.setdefault(_bare(told["id"]), number)
        unit = units.setdefault(_bare(told["unit"]), told["unit"])
        if not told["id"] or "\n" in told["id"] or not _UNIT_FORM.fullmatch(told["unit"]):
            faults.append(f"dòng {number}: thiếu hoặc sai id, unit")
        elif told["stratum"] not in STRATA:
            faults.append(f"dòng {number}: stratum phải là {', '.join(STRATA)}")
        elif told["excluded"] and told["excluded"] not in EXCLUSIONS:
            faults.append(f"dòng {number}: excluded phải trống hoặc là {', '.join(EXCLUSIONS)}")
        elif first != number:
            faults.append(f"dòng {number}: trùng id với dòng {first}")
        elif unit != told["unit"]:
            faults.append(f"dòng {number}: unit {told['unit']} và {unit} chỉ khác cách viết")
        found.append(Declarant(**told))
    _refuse_lines(faults)
    if not found:
        raise Refused("draws.pool_empty", gettext_noop("Danh sách chưa có người nào."))
    return found


def _bare(word: str) -> str:
    """What two spellings of one word have in common: no second ticket for whoever types a name differently."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def tag_of(person: Declarant, salt: bytes) -> str:
    """The public tag of a person: a salted hash over everything their line says but the name."""
    if len(salt) != 32:
        raise ValueError("the salt must be 32 random bytes")
    told = "\n".join((person.unit, person.id, person.stratum, person.excluded))
    return hashlib.sha256(_TAG_LABEL + salt + told.encode("utf-8")).hexdigest()


def public_pool(people: Mapping[bytes, Declarant]) -> list[PoolLine]:
    """The public list, in the order of its tags, from people by their salts."""
    return sorted(
        PoolLine(tag_of(person, salt), person.unit, EXCLUDED if person.excluded else STRATA[person.stratum])
        for salt, person in people.items()
    )


def pool_text(lines: Sequence[PoolLine]) -> str:
    """The public list as CSV, as it is published: sorted by tag, one way of writing it only."""
    return "\n".join([",".join(_POOL_HEADER), *(_pool_line(line) for line in sorted(lines))]) + "\n"


def parse_pool(text: str) -> list[PoolLine]:
    """Read a published list in any order of its lines. Raises Refused("draws.pool") naming the lines at fault."""
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n").split("\n")
    if rows[0] != ",".join(_POOL_HEADER):
        raise Refused("draws.pool", gettext_noop("Danh sách thiếu cột {columns}."), columns=", ".join(_POOL_HEADER))
    lines, faults, seen = [], [], dict[str, int]()
    for number, row in enumerate(rows[1:], 2):
        parts = row.split(",")
        if len(parts) != 3 or not re.fullmatch(r"[0-9a-f]{64}", parts[0]) or not _UNIT_FORM.fullmatch(parts[1]):
            faults.append(f"dòng {number}: không phải tag,unit,stratum")
        elif parts[2] not in (LEADER, OTHER, EXCLUDED):
            faults.append(f"dòng {number}: stratum lạ")
        elif seen.setdefault(parts[0], number) != number:
            faults.append(f"dòng {number}: trùng tag với dòng {seen[parts[0]]}")
        else:
            lines.append(PoolLine(*parts))
    _refuse_lines(faults)
    if not lines:
        raise Refused("draws.pool_empty", gettext_noop("Danh sách chưa có người nào."))
    return sorted(lines)


def pool_root(lines: Sequence[PoolLine]) -> bytes:
    """The commitment to a pool: the Merkle tree hash (RFC 6962 section 2.1) over its lines in the order of tags."""
    tree = Edge()
    tree.append([leaf_hash(_pool_line(line).encode("ascii")) for line in sorted(lines)])
    return tree.root()


def _pool_line(line: PoolLine) -> str:
    return f"{line.tag},{line.unit},{line.stratum}"


def _refuse_lines(faults: Sequence[str]) -> None:
    if faults:
        shown = "; ".join(faults[:MOST_TOLD]) + (" …" if len(faults) > MOST_TOLD else "")
        sentence = gettext_noop("Danh sách có {count} dòng chưa đúng: {lines}.")
        raise Refused("draws.pool", sentence, count=len(faults), lines=shown)
