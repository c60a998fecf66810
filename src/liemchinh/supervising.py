"""Keeps the parts of a program up: starts them, starts fallen ones again, stops all of them together.

Knows nothing about what the parts do; `serving.py` says which there are.
"""

import ctypes
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from liemchinh import env, logs
from liemchinh.kernel.errors import Refused

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds a part gets to finish what it is doing before it is killed
SETTLED = 60.0  # seconds after which a part that falls is thought to have fallen for a new reason
GIVE_UP = 6  # falls in a row without settling, after which the supervisor stops with an error


@dataclass
class Part:
    """One child of the supervisor: what it runs, and how it has fared."""

    title: str
    work: Callable[[], None]
    answers: Callable[[], bool] | None = None  # whether it can be used yet; None: as soon as its process runs
    pid: int = 0
    started: float = 0.0
    falls: int = 0
    due: float = 0.0  # when it is to be started (again), on the monotonic clock

    @property
    def up(self) -> bool:
        """Whether the part runs and answers."""
        return bool(self.pid) and (self.answers is None or self.answers())


@dataclass
class Supervisor:
    """Starts the parts, starts fallen ones again ever more slowly, and stops all of them together."""

    parts: Sequence[Part]
    stopping: bool = False
    failed: bool = False
    _pids: dict[int, Part] = field(default_factory=dict)

    def run(self, ready: Callable[[], None]) -> int:
        """Serve until told to stop; 0 after an orderly stop, 1 when a part would not stay up."""
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self._stop)
        # A signal that arrives while we look around must still end the sleep.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        waker, wakes = socket.socketpair()
        waker.setblocking(False)
        wakes.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        announced = False
        while not self.stopping:
            now = time.monotonic()
            for part in self.parts:
                if not part.pid and part.due <= now:
                    self._start(part)
            if not announced and all(part.up for part in self.parts):
                announced = True
                ready()
            self._sleep(wakes, 0.1 if not announced else 5.0)
            self._reap()
        self._end()
        signal.set_wakeup_fd(-1)
        waker.close()
        wakes.close()
        return 1 if self.failed else 0

    def _sleep(self, wakes: socket.socket, longest: float) -> None:
        waiting = [part.due - time.monotonic() for part in self.parts if not part.pid]
        select.select([wakes], [], [], max(0.0, min([longest, *waiting])))
        try:
            wakes.recv(4096)
        except BlockingIOError:
            pass

    def _start(self, part: Part) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        supervisor = os.getpid()
        pid = os.fork()
        if pid == 0:
            status = 70
            try:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the supervisor, who then tells us
                signal.signal(signal.SIGTERM, _leave)
                os.setpgid(0, 0)  # so that the whole part, with its own children, can be ended if it hangs
                follow(supervisor)
                part.work()
                status = 0
            except SystemExit as leaving:
                status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
            except Refused as refused:
                say(str(refused))  # another instance has the folder, say: a sentence, no trace of ours
            except BaseException:
                log.exception("%s fell", part.title)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        part.pid, part.started = pid, time.monotonic()
        self._pids[pid] = part

    def _reap(self) -> None:
        while self._pids:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            part = self._pids.pop(pid, None)
            if part is None:
                continue  # a grandchild that was left to us
            _kill_group(pid)
            part.pid = 0
            if self.stopping:
                continue
            now = time.monotonic()
            part.falls = 1 if now - part.started > SETTLED else part.falls + 1
            pause = min(30.0, 0.5 * 2 ** (part.falls - 1))
            part.due = now + pause
            how = os.waitstatus_to_exitcode(status)
            if part.falls >= GIVE_UP:
                say(f"{part.title} dừng {part.falls} lần liên tiếp (mã {how}). Dừng tất cả.")
                self.failed = self.stopping = True
                return
            say(f"{part.title} vừa dừng (mã {how}). Mở lại sau {pause:g} giây.")

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for pid in self._pids:
            _tell(pid, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while self._pids and time.monotonic() < until:
            self._reap()
            time.sleep(0.02)
        for pid in list(self._pids):
            say(f"{self._pids[pid].title} không dừng sau {PATIENCE:.0f} giây: kết thúc ngay.")
            _kill_group(pid)
            os.waitpid(pid, 0)
            self.failed = True
        self._pids.clear()


def say(line: str) -> None:
    """A line about the running of the parts, for the log."""
    print(logs.plain(line, form=env.text(env.LOG_FORMAT)), file=sys.stderr, flush=True)


def _leave(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _tell(pid: int, signum: int) -> None:
    try:
        os.kill(pid, signum)
    except ProcessLookupError:
        pass


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def follow(parent: int) -> None:
    """Ask the kernel to end this process when its parent does, however the parent ends (Linux)."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:  # it ended before we could ask
        raise SystemExit(0)
