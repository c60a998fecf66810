"""Which moves a dossier may make, as data: so that a monitor needs none of the rooms that decide them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class MoveRule:
    """One kind of entry: the states it may come from (`opens`: it may be the first), the state it leads to.

    `to` None: the state stays. `undoes`: the state goes back to what it was before the dossier ended.
    """

    before: frozenset[int]
    to: int | None
    opens: bool = False
    undoes: bool = False


@dataclass(frozen=True)
class Graph:
    """The moves by kind, and what the states mean: running (the term counts), paused, ended for good.

    `received` is the kind by which a dossier is accepted, `closing` the kind of a day's last line, `rejoined` the kind
    that says to which state a dossier went back when a recovered database had lost steps of it.
    """

    moves: Mapping[str, MoveRule]
    running: frozenset[int]
    paused: frozenset[int]
    ended: frozenset[int]
    received: str
    closing: str
    rejoined: str = ""

    @property
    def underway(self) -> frozenset[int]:
        """Accepted and without a result."""
        return self.running | self.paused

    def to_json(self) -> str:
        """The graph as a file for those who have only the kit."""
        moves = {
            kind: {"before": sorted(rule.before), "to": rule.to, "opens": rule.opens, "undoes": rule.undoes}
            for kind, rule in self.moves.items()
        }
        states = {"running": sorted(self.running), "paused": sorted(self.paused), "ended": sorted(self.ended)}
        kinds = {"received": self.received, "closing": self.closing, "rejoined": self.rejoined}
        return json.dumps({"moves": moves, **states, **kinds}, indent=1)


def parse_graph(text: str) -> Graph:
    """The graph that `to_json` wrote. Raises ValueError, KeyError or TypeError for another text."""
    facts = json.loads(text)
    return Graph(
        moves={
            kind: MoveRule(frozenset(rule["before"]), rule["to"], bool(rule["opens"]), bool(rule["undoes"]))
            for kind, rule in facts["moves"].items()
        },
        running=frozenset(facts["running"]),
        paused=frozenset(facts["paused"]),
        ended=frozenset(facts["ended"]),
        received=str(facts["received"]),
        closing=str(facts["closing"]),
        rejoined=str(facts.get("rejoined", "")),  # a table of an earlier version does not know it
    )
