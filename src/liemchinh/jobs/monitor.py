"""`liemchinh monitor`: the monitor of the ledger, told which moves a dossier may make by the table of the room."""

import argparse

from liemchinh.dossiers import rules
from liemchinh.ledger.monitor import command
from liemchinh.ledger.monitor.graph import Graph, MoveRule

add_arguments = command.add_arguments


def graph() -> Graph:
    """The move table as data: what an outsider can check of it in public entries."""
    counter = frozenset({rules.State.REGISTERED})
    moves = {
        move.kind.code: MoveRule(
            before=frozenset(int(state) for state in move.origins),
            to=int(move.to) if move.to is not None else None,
            # what may be done with a dossier registered at the counter may be done as it is opened
            opens=move.to is not None and move.origins <= counter,
            undoes=move.verb == "reverse",
        )
        for move in rules.MOVES
    }
    return Graph(
        moves=moves,
        running=frozenset(int(state) for state in rules.RUNNING),
        paused=frozenset(int(state) for state in rules.PAUSED),
        ended=frozenset(int(state) for state in rules.ENDED),
        received=rules.MOVE["receive"].kind.code,
        closing=rules.DAY_CLOSED.code,
        rejoined=rules.REJOINED.code,
    )


def run(args: argparse.Namespace) -> int:
    """Visit the log; status 1 when anything is wrong."""
    return command.run(args, graph())
