"""Kills processes that receive, a thousand times, and looks whether anything that was acknowledged is gone.

    .venv/bin/python bench/kills.py [--kills 1000] [--crew 3] [--seed 1] [--database sqlite postgresql]
                                    [--what dossiers petitions sealed]

A crew of processes receives as fast as it can, the first one dossiers, the next petitions, and so on through `--what`;
each tells the code through a pipe once the verb has returned, as a counter prints a receipt. One of them after the
other gets SIGKILL at a random moment and is replaced. At the end every code that was told is there, nothing is stored
by half, numbers run from 1 without a hole, every sealed report opens, and the whole audit is silent. Exit status 1 on
anything else.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH.parent), str(BENCH.parent / "scripts"), str(BENCH)]

from _intakes import SUBJECTS  # noqa: E402 - a neighbour

MOMENTS = (0.0, 0.03)  # seconds, at random, after it was seen at work: an intake takes a few milliseconds
PATIENCE = 20  # seconds for a first receipt


def main() -> int:
    """One run for each database; 1 when any of them lost something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--crew", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", nargs="+", choices=("sqlite", "postgresql"), default=("sqlite", "postgresql"))
    parser.add_argument("--what", nargs="+", choices=tuple(SUBJECTS), default=("dossiers",))
    parser.add_argument("--on", metavar="URL", help="a PostgreSQL server to use: a database of its own is made there")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return run(args.kills, args.crew, args.seed, args.what)
    words = ["--kills", str(args.kills), "--crew", str(args.crew), "--seed", str(args.seed), "--what", *args.what]
    codes = []
    for kind in ["postgresql"] if args.on else args.database:
        with ExitStack() as ends:
            folder = tempfile.mkdtemp(prefix="liemchinh-kills-")
            ends.callback(shutil.rmtree, folder, ignore_errors=True)
            url = ""
            if args.on:
                url = args.on
            elif kind == "postgresql":
                import cluster

                url = ends.enter_context(cluster.postgresql(durable=True))
            codes.append(in_a_process(words, folder, url))
    return max(codes)


def in_a_process(words: list[str], folder: str, url: str) -> int:
    """One run in a process and a database of its own; `url` names a PostgreSQL server, empty for SQLite."""
    address = ""
    if url:
        import psycopg

        name = f"kills_{uuid.uuid4().hex[:12]}"
        address = f"{url.rpartition('/')[0]}/{name}"
        with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    environment = {**os.environ, "LIEMCHINH_DATA": folder, "DATABASE_URL": address}
    return subprocess.call([sys.executable, __file__, "--child", *words], env=environment)


@dataclass
class Hand:
    """A process that receives, and the pipe through which it tells what it has received."""

    pid: int
    pipe: int


def run(kills: int, crew: int, seed: int, what: list[str]) -> int:
    """Receive and kill in this database, then look; 1 when something is wrong."""
    from liemchinh.prepare import prepare

    prepare()
    from django.db import connection

    from tests.cast import found_cast

    found_cast()
    subjects = {name: SUBJECTS[name]() for name in what}
    told: dict[str, list[str]] = {name: [] for name in what}
    for subject in subjects.values():
        subject.prepare()
        subject.one(0)  # what every process needs at first is read before they are forked
    began, load = time.perf_counter(), os.getloadavg()[0]
    chance = random.Random(seed)
    does = [what[number % len(what)] for number in range(crew)]
    hands = [_hire(subjects[does[number]], number) for number in range(crew)]
    idle = 0
    for number in range(kills):
        place = chance.randrange(crew)
        select.select([hands[place].pipe], [], [], PATIENCE)  # at work: killed earlier it would prove nothing
        time.sleep(chance.uniform(*MOMENTS))
        os.kill(hands[place].pid, signal.SIGKILL)
        heard = _end(hands[place])
        idle += not heard
        told[does[place]] += heard
        hands[place] = _hire(subjects[does[place]], crew + number)
        if number % 50 == 0:  # a pipe that is full would hold its writer up
            for other, hand in enumerate(hands):
                told[does[other]] += _heard(hand)
    for place, hand in enumerate(hands):
        time.sleep(0.2)
        os.kill(hand.pid, signal.SIGKILL)
        told[does[place]] += _end(hand)
    took = time.perf_counter() - began
    wrong = [sentence for name, subject in subjects.items() for sentence in subject.look(told[name])]
    wrong += _audited()
    for sentence in wrong[:20]:
        print(f"    {sentence}", flush=True)
    acknowledged = ", ".join(f"{len(codes)} {name}" for name, codes in told.items())
    print(
        f"{connection.vendor}: {kills} processes killed in {took:.0f} s, {idle} before their first receipt; "
        f"{acknowledged} acknowledged, wrong: {len(wrong)}; load {load:.1f}",
        flush=True,
    )
    return 1 if wrong or not all(told.values()) else 0


def _hire(subject: Any, number: int) -> Hand:
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Hand(pid, reading)
    os.close(reading)
    try:
        while True:
            os.write(writing, f"{subject.one(number)}\n".encode())  # short: written whole or not at all
    finally:
        os._exit(3)


def _audited() -> list[str]:
    """What the whole audit has to say."""
    from liemchinh.jobs.audit import look

    return [finding.sentence for finding in look(files=False, signer=False)]


def _heard(hand: Hand) -> list[str]:
    said = b""
    while select.select([hand.pipe], [], [], 0)[0]:
        some = os.read(hand.pipe, 65_536)
        if not some:
            break
        said += some
    return said.decode().split()


def _end(hand: Hand) -> list[str]:
    os.waitpid(hand.pid, 0)
    said = _heard(hand)
    os.close(hand.pipe)
    return said


if __name__ == "__main__":
    sys.exit(main())
