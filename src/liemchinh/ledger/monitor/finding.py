"""What a monitor says: each finding in one sentence, with where it is and what proves it."""

from dataclasses import dataclass, field
from typing import Any

from liemchinh.ledger.core.strangers import json_line


@dataclass(frozen=True)
class Finding:
    """One thing found. `grave`: something is wrong; else it is told so that people may look.

    `place` is the entry's number in the book `log` (from 0), -1 when it is not about one entry; `did` the dossier's
    tag, `unit` the authority's code. `key` makes the same finding of a later visit the same. Sentences are Vietnamese.
    """

    kind: str
    sentence: str
    grave: bool = True
    log: str = ""
    place: int = -1
    did: str = ""
    unit: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it from every other finding."""
        return "|".join((self.kind, self.log, str(self.place), self.did, self.unit, self.sentence))

    def line(self) -> str:
        """One JSON line for machines."""
        facts: dict[str, Any] = {"kind": self.kind, "grave": self.grave, "sentence": self.sentence}
        if self.log:
            facts["log"] = self.log
        if self.place >= 0:
            facts["place"] = self.place
        facts |= {name: value for name, value in (("did", self.did), ("unit", self.unit)) if value}
        if self.evidence:
            facts["evidence"] = self.evidence
        return json_line(facts)

    def shown(self) -> str:
        """The sentence for people: an entry's own words cannot steer a terminal or break a line."""
        return "".join(sign if sign.isprintable() else "·" for sign in self.sentence)
