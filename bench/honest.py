"""Lets honest histories live, with crashes in them, and has everybody look for what is wrong. Goal: nothing.

    .venv/bin/python bench/honest.py --histories 20 --events 50000 [--seed 1] [--database postgresql] [--at-once 2]

Each history has a data folder, a database and a signer of its own. Dossiers live through the verbs that people use,
some are erased by decision; the rest of the entries are about many subjects, in batches. Sealing goes on meanwhile,
and at random the process that seals dies at one of its steps or at any moment, the one that writes dies, the signer
dies while it is asked, a key is frozen, a year ends, or the database is put back from a copy and recovered. A process
that dies is killed with SIGKILL. Now and then after a crash, and at the end, the whole audit looks (log, rooms,
threads, files, signer), and so do two monitors: one that came by all along and one that reads everything at the end.

Prints one line a history; exit status 1 on any finding. A history is the same for the same seed, but for the moments
of some deaths, which the machine's speed decides.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import TYPE_CHECKING, Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH.parent), str(BENCH.parent / "scripts")]

if TYPE_CHECKING:
    from liemchinh.ledger.sealing.loop import Sealing

DOSSIERS = 40
SUBJECTS = 400
BATCH = 1_200  # entries in one round, about
LOOKS = 3  # times that the audit and a monitor look before the end
WALKED = ("attach", "correct", "withdraw", "stop", "apologise", "reverse")
"""Acts that lead a dossier nowhere or to its end: chosen less often than those that carry it on."""


def main() -> int:
    """Let every history live in a process of its own, a few at a time, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=20)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--without", action="append", choices=("recover", "freeze"), default=[])
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return live(args.seed, args.events, args.without)
    seeds = range(args.seed, args.seed + args.histories)
    with server(args.database) as url, ThreadPoolExecutor(args.at_once) as pool:
        codes = list(pool.map(lambda seed: _history(seed, args, url), seeds))
    print(f"{codes.count(0)} of {len(codes)} histories met with silence")
    return 1 if any(codes) else 0


@contextmanager
def server(kind: str) -> Iterator[str]:
    """The address of a PostgreSQL server of our own, without a database; empty for SQLite."""
    if kind == "sqlite":
        yield ""
        return
    import cluster

    with cluster.postgresql() as url:
        yield url.rpartition("/")[0]


def _history(seed: int, args: argparse.Namespace, url: str) -> int:
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="liemchinh-honest-", dir=memory if os.access(memory, os.W_OK) else None)
    environment = {**os.environ, "LIEMCHINH_DATA": folder, "DATABASE_URL": ""}
    if url:
        import psycopg

        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "honest_{seed}"')
        environment["DATABASE_URL"] = f"{url}/honest_{seed}"
    words = [sys.executable, __file__, "--child", "--seed", str(seed), "--events", str(args.events)]
    words += [f"--without={name}" for name in args.without]
    try:
        return subprocess.call(words, env=environment)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# ── one history ─────────────────────────────────────────────────────────────────────────────────────────────
def live(seed: int, events: int, without: list[str]) -> int:
    """One history in this process; 1 when somebody found something."""
    from liemchinh.prepare import prepare

    prepare()
    from tests.cast import found_cast

    found_cast()
    began = time.perf_counter()
    with ExitStack() as ends:
        history = History(seed, events, without)
        ends.callback(history.stop_signer)
        history.start_signer()
        history.go_through()
        generated = time.perf_counter() - began - history.looking
        found = history.look("the end", again=True)
        from liemchinh.ledger.models import Checkpoint, Entry, Shard

        done = history.done
        shards, turns = Shard.objects.count(), Checkpoint.objects.count()
        deaths = f"{done['sealing']} sealing, {done['signer']} signer, {done['writing']} writing"
        operators = f"{done['erased']} erased  {done['frozen']} frozen  {done['recovered']} recovered"
        print(
            f"seed {seed:>3}  {Entry.objects.count()} events  {shards} books  {turns} turns  {done['acts']} acts  "
            f"{done['crashes']} crashes ({deaths})  {operators}  {done['looks']} looks  "
            f"generated {generated:.0f} s, audit {history.audited:.1f} s  findings {len(history.findings)}",
            flush=True,
        )
        for finding in history.findings[:20]:
            print(f"    {finding}", flush=True)
    return 1 if found or history.findings else 0


@dataclass
class History:
    """One invented commune and what happens to it; `now` is its clock, which only goes forwards."""

    seed: int
    events: int
    without: list[str]
    done: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    looking: float = 0.0
    audited: float = 0.0
    signer_pid: int = 0

    def __post_init__(self) -> None:
        from liemchinh import env
        from tests.rooms.ledger.tampering import NOW

        self.chance = random.Random(self.seed)
        self.data = env.folder()
        self.now: datetime = NOW
        self.fresh()

    def fresh(self) -> None:
        """What a process that has just been started knows: nothing."""
        from liemchinh.ledger import queries
        from liemchinh.ledger.sealing.loop import Sealing
        from liemchinh.ledger.signer.client import Signer
        from tests.rooms.ledger.book import BASE

        queries.forget_moment()
        self.sealing: Sealing = Sealing(Signer(self.data / "signer"), BASE, hesitates=0.0)

    # ── what happens ────────────────────────────────────────────────────────────────────────────────────────
    def go_through(self) -> None:
        """From the first dossier to the last turn of sealing."""
        from liemchinh.jobs.simulate import simulate
        from liemchinh.ledger.models import Entry

        simulate(dossiers=DOSSIERS, seed=self.seed, now=self.now)
        rounds = max(8, self.events // BATCH)
        moments = sorted(self.chance.sample(range(2, rounds), min(4, rounds - 2)))
        special = dict(zip(moments, (self.recover, self.freeze, self.recover, self.erase_some), strict=False))
        looks = set(self.chance.sample(range(rounds), LOOKS))
        for number in range(rounds):
            self.pass_time(number / rounds)
            left = self.events - Entry.objects.count()
            self.write(max(0, left // (rounds - number)))
            if number in special and special[number].__name__ not in self.without:
                special[number]()
            crashed = self.seal()
            if number in looks or (crashed and self.chance.random() < 0.02):
                self.look(f"round {number}")
        while (missing := self.events - Entry.objects.count()) > 0:
            self.speak(missing)
        self.pass_time(1)
        self.calm_seal()

    def pass_time(self, share: float) -> None:
        """Minutes or weeks; nights are worked through as the worker does. `share`: how much of the history is over."""
        from liemchinh.dossiers import services
        from liemchinh.kernel.days import VIETNAM, local_day

        before = local_day(self.now)
        hours = self.chance.choice((0.2, 1, 3, 20, 60, 600 if share else 10))
        if share == 1:
            hours = 48
        self.now += timedelta(hours=hours * self.chance.uniform(0.5, 1.5))
        today = local_day(self.now)
        if today > before:
            night = datetime.combine(today, clock(0, 15), tzinfo=VIETNAM)
            services.close_unanswered(at=night, limit=DOSSIERS)
            services.close_days(at=night)
            self.now = max(self.now, night + timedelta(minutes=1))

    def write(self, count: int) -> None:
        """Acts on dossiers, then about so many entries in all; sometimes the process that writes dies in the middle."""

        def work() -> None:
            self.act(self.chance.randrange(4, 12))
            if self.chance.random() < 0.3:
                self.erase_some()
            self.speak(count)

        if self.chance.random() < 0.15:
            self.done["writing"] += self.dies(work, after=self.chance.uniform(0.0, 0.6))
            self.chance.seed(self.chance.random())
            self.now += timedelta(hours=5)  # as far as the other one may have come
            self.fresh()
        else:
            work()

    def act(self, times: int) -> None:
        """So many acts on dossiers, each where it stands."""
        from liemchinh.dossiers import rules
        from liemchinh.dossiers.models import Dossier
        from liemchinh.kernel.days import local_day
        from liemchinh.kernel.errors import Refused
        from tests import builders
        from tests.cast import Cast
        from tests.rooms.dossiers import ground

        if self.now.year > 2027:
            return  # the calendar of that year is not decided yet
        for _ in range(times):
            self.now += timedelta(minutes=self.chance.randrange(1, 20))
            try:
                if self.chance.random() < 0.2:
                    make = self.chance.choice((builders.received, ground.registered))
                    make(Cast(), self.now)
                    self.done["acts"] += 1
                    continue
                rows = Dossier.objects.filter(erased_at=None).order_by("pk")
                if self.chance.random() < 0.85:
                    rows = rows.filter(state__in=[int(state) for state in rules.OPEN])
                code = self.chance.choice(list(rows.values_list("code", flat=True)))
                forwards = [verb for verb in ground.ACTS if verb not in WALKED]
                self.chance.shuffle(forwards)
                aside = self.chance.sample(WALKED, 1)
                order = [*aside, *forwards] if self.chance.random() < 0.25 else forwards
                for verb in order:
                    more: dict[str, Any] = {}
                    if verb == "apologise":
                        more["new_day"] = local_day(self.now + timedelta(days=9))
                    if verb == "attach":
                        picture = ground.png(self.chance.randrange(250), (8, self.chance.randrange(8, 80)))
                        name = f"{self.chance.randrange(10**6)}.png"
                        more["files"] = [ground.services.Upload(name, picture)]
                    try:
                        ground.ACTS[verb](code, ground.master(), self.now, **more)
                    except Refused:
                        continue
                    self.done["acts"] += 1
                    break
            except Refused:
                self.done["refused"] += 1

    def erase_some(self) -> None:
        """Erase one ended dossier by a decision and two people, where there is one."""
        from liemchinh.dossiers import rules, services
        from liemchinh.dossiers.models import Dossier
        from liemchinh.kernel.errors import Refused
        from tests.cast import Cast

        ended = Dossier.objects.filter(state__in=[int(state) for state in rules.ENDED], erased_at=None)
        codes = list(ended.order_by("pk").values_list("code", flat=True))
        if not codes:
            return
        code, decision = self.chance.choice(codes), f"{self.chance.randrange(9, 99)}/QĐ-UBND"
        try:
            services.ask_erasure(code=code, decision=decision, reason="", by=Cast().clerk.actor, at=self.now)
            if self.chance.random() < 0.8:
                self.now += timedelta(minutes=30)
                services.erase(code=code, decision=decision, by=Cast().leader.actor, at=self.now)
                self.done["erased"] += 1
        except Refused as refused:
            self.done[f"erasing: {refused.code}"] += 1

    def speak(self, count: int) -> None:
        """So many entries about many subjects, in a few transactions."""
        while count > 0:
            some = min(count, self.chance.randrange(1, 500))
            self._speak_at_once(some)
            count -= some

    def _speak_at_once(self, count: int) -> None:
        from django.db import transaction

        from liemchinh.kernel.actors import SYSTEM
        from liemchinh.ledger import services
        from liemchinh.ledger.models import Thread
        from liemchinh.ledger.rules import Link
        from tests.rooms.ledger.book import TOLD

        told: dict[str, Any] = {"kind": TOLD, "by": SYSTEM, "at": self.now, "unit": "H99.12"}
        with transaction.atomic():
            while count > 0:
                times = min(count, self.chance.randrange(1, 60))
                subject = f"ledger.{self.chance.randrange(SUBJECTS)}"
                first = services.record_about(subject, **told, facts={"number": 0})
                link = Link(first.tag, first.step, bytes(first.leaf))
                for number in range(1, times):  # as a room does that keeps the links of its threads itself
                    _, link = services.record(**told, facts={"number": number}, link=link)
                Thread.objects.filter(tag=link.tag).update(step=link.step, leaf=link.leaf)
                services.move_head(TOLD, link.leaf)
                count -= times

    # ── sealing, and deaths ─────────────────────────────────────────────────────────────────────────────────
    def turns(self) -> str:
        """Turns until nothing waits, as the process that leads makes them; what hindered them."""
        from liemchinh.ledger.sealing.leader import leading

        with leading() as led:
            if not led:
                raise RuntimeError("somebody else leads")
            while True:
                turn = self.sealing.turn(self.now)
                if turn.trouble or not turn.taken:
                    return turn.trouble

    def calm_seal(self) -> None:
        """Sealing that nothing happens to has no trouble."""
        trouble = self.turns()
        if trouble:
            self.findings.append(f"sealing: {trouble}")

    def seal(self) -> bool:
        """Sealing, or sealing that dies, perhaps several times, before one that does not; whether anything died."""
        died = 0
        for _ in range(self.chance.choice((0, 0, 1, 1, 1, 2, 3))):
            if self.chance.random() < 0.5:
                self.fresh()
            died += self.chance.choice((self.die_at_step, self.die_at_step, self.die_anywhere, self.lose_signer))()
            self.fresh()
            if self.chance.random() < 0.3:
                self.speak(self.chance.randrange(1, 30))
        self.calm_seal()
        return bool(died)

    def die_at_step(self) -> int:
        """The process that seals dies before or after one of its steps."""
        from tests.rooms.ledger import test_stopped as stopped

        holder, name = stopped.found(self.chance.choice(stopped.STEPS))
        after, spared = self.chance.random() < 0.5, self.chance.randrange(4)

        def work() -> None:
            setattr(holder, name, _dying(getattr(holder, name), after=after, spared=spared))
            self.turns()

        died = self.dies(work)
        self.done["sealing"] += died
        return died

    def die_anywhere(self) -> int:
        """The process that seals dies at any moment."""
        died = self.dies(self.turns, after=self.chance.uniform(0.0, 0.5))
        self.done["sealing"] += died
        return died

    def lose_signer(self) -> int:
        """The signer dies while it is asked, or before, and is started again."""
        pid = self.fork(self.turns)
        time.sleep(self.chance.uniform(0.0, 0.3))
        self.stop_signer(signal.SIGKILL)
        if self.chance.random() < 0.5:
            os.waitpid(pid, 0)  # the turn that found nobody is told so
            self.start_signer()
        else:
            self.start_signer()
            os.waitpid(pid, 0)
        self.done["crashes"] += 1
        self.done["signer"] += 1
        return 1

    def fork(self, work: Callable[[], Any]) -> int:
        """Do `work` in a process of its own; its number. It keeps no connection of this one."""
        from django.db import connections

        connections.close_all()
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            work()
            code = 0
        except SystemExit:
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def dies(self, work: Callable[[], Any], *, after: float | None = None) -> int:
        """Do `work` in a process that kills itself, or is killed `after` so many seconds; 1 when it was killed."""
        pid = self.fork(work)
        if after is not None:
            time.sleep(after)
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            self.findings.append(f"{work!r} ended with an error")
        died = int(os.WIFSIGNALED(status))
        self.done["crashes"] += died
        return died

    # ── what an operator does ───────────────────────────────────────────────────────────────────────────────
    def start_signer(self) -> None:
        """The signer in a process of its own; returns when it answers."""
        from liemchinh.ledger.signer.client import Signer, SignerAway
        from liemchinh.ledger.signer.server import run_server
        from liemchinh.ledger.signer.signing import Signing
        from tests.rooms.ledger.book import BASE

        clock = self.now.timestamp  # the signer lives in the same year as everybody else
        really = Signing.at

        def on_that_day(folder: Path) -> Signing:
            signing = really(folder)
            signing.clock = clock
            return signing

        def serve() -> None:
            Signing.at = on_that_day  # type: ignore[method-assign, assignment]
            run_server(self.data / "signer", base=BASE)

        self.signer_pid = self.fork(serve)
        until = time.monotonic() + 30
        while True:
            try:
                Signer(self.data / "signer").keys()
                return
            except SignerAway:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def stop_signer(self, how: int = signal.SIGTERM) -> None:
        """End the signer's process."""
        if self.signer_pid:
            os.kill(self.signer_pid, how)
            os.waitpid(self.signer_pid, 0)
            self.signer_pid = 0

    def recover(self) -> None:
        """The database is put back from a copy and what has been published since is recovered.

        No act on a dossier is lost: those have to be entered again from paper, and until then a monitor rightly says
        that the figures of a day are not those of the public entries.
        """
        from liemchinh.jobs import ledger as command

        if self.chance.random() < 0.5:
            self.calm_seal()
        copy = Copy(self.data)
        for _ in range(self.chance.randrange(1, 3)):
            self.speak(self.chance.randrange(1, 400))
            self.calm_seal()
        if self.chance.random() < 0.5:
            self.speak(self.chance.randrange(1, 40))  # nobody has seen these: they are gone
        copy.put_back()
        self.fresh()
        self.now += timedelta(minutes=5)
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
            code = command.bring_back(self.sealing.signer, None, at=self.now)
        if code:
            self.findings.append("recovery failed")
        self.done["recovered"] += 1

    def freeze(self) -> None:
        """The key of the open book is frozen, and a new one made."""
        from liemchinh.ledger.models import Shard
        from liemchinh.ledger.sealing.loop import next_part
        from liemchinh.ledger.signer.signing import Signing

        self.calm_seal()
        if self.chance.random() < 0.5:
            self.speak(self.chance.randrange(1, 300))  # these wait while the key is frozen
        origin = Shard.objects.get(closed=False).origin
        signer = self.data / "signer"

        def create() -> None:
            signing = Signing.at(signer)
            signing.clock = self.now.timestamp
            signing.prepare(next_part(origin))

        os.waitpid(self.fork(lambda: Signing.at(signer).freeze(origin, reason="nghi lộ khóa")), 0)
        self.fresh()
        if self.chance.random() < 0.7 and "đóng băng" not in self.turns():
            self.findings.append("sealing went on under a frozen key")
        os.waitpid(self.fork(create), 0)
        self.fresh()
        self.done["frozen"] += 1

    # ── who looks ───────────────────────────────────────────────────────────────────────────────────────────
    def look(self, when: str, *, again: bool = False) -> bool:
        """The audit and the monitors; whether they found anything. `again`: also a monitor that was never here."""
        from liemchinh.jobs import audit as command

        began = time.perf_counter()
        notebook = command.look()
        self.audited = time.perf_counter() - began
        said = [f"audit, {when}: {finding.as_json()}" for finding in notebook]
        said += [f"audit, {when}, unseen: {sentence}" for sentence in notebook.unseen]
        for name in ("monitor", "monitor-new") if again else ("monitor",):
            said += [f"{name}, {when}: {finding}" for finding in self.watch(self.data / name)]
        self.findings += said
        self.done["looks"] += 1
        self.looking += time.perf_counter() - began
        return bool(said)

    def watch(self, state: Path) -> list[str]:
        """What is wrong in the eyes of a monitor with this memory that reads the published folder."""
        from liemchinh.jobs.monitor import graph
        from liemchinh.ledger.core.policy import parse_policy
        from liemchinh.ledger.core.published import FolderSource
        from liemchinh.ledger.monitor.state import State
        from liemchinh.ledger.monitor.watching import Visit

        folder = self.data / "ledger"
        if not (folder / "policy").exists():
            return []
        memory = State(state, graph())
        try:
            policy = parse_policy((folder / "policy").read_text("utf-8"))
            visit = Visit(memory, FolderSource(folder), policy, graph(), now=int(self.now.timestamp()) + 60)
            visit.make()
            found = [*(finding for _, finding in memory.findings()), *visit.passing]
            return [finding.line() for finding in found if finding.grave]
        finally:
            memory.close()


@dataclass
class Copy:
    """A copy of the database as it was when this was made."""

    data: Path

    def __post_init__(self) -> None:
        from django.db import connection, connections

        settings = connection.settings_dict
        self.vendor, self.name = connection.vendor, settings["NAME"]
        self.server = "" if self.vendor == "sqlite" else os.environ["DATABASE_URL"].rpartition("/")[0]
        connections.close_all()
        if self.vendor == "sqlite":  # as SQLite copies itself: what only its log (WAL) holds comes along
            with closing(sqlite3.connect(self.name)) as old, closing(sqlite3.connect(self._kept)) as new:
                old.backup(new)
        else:
            self._ask(f'CREATE DATABASE "{self.name}_copy" TEMPLATE "{self.name}"')

    def put_back(self) -> None:
        """Whatever the database has learnt since, it forgets."""
        from django.db import connections

        connections.close_all()
        if self.vendor == "sqlite":
            for path in Path(self.name).parent.glob(f"{Path(self.name).name}*"):
                path.unlink()
            os.replace(self._kept, self.name)
        else:
            self._ask(f'DROP DATABASE "{self.name}"')
            self._ask(f'ALTER DATABASE "{self.name}_copy" RENAME TO "{self.name}"')

    @property
    def _kept(self) -> Path:
        return self.data / "copy.sqlite3"

    def _ask(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(statement)


def _dying(work: Callable[..., Any], *, after: bool, spared: int) -> Callable[..., Any]:
    """`work`, until it has been called `spared` times; then this process is killed before or after doing it."""
    calls = 0

    def die(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls <= spared:
            return work(*args, **kwargs)
        if after:
            work(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    return die


if __name__ == "__main__":
    sys.exit(main())
