"""The real processes, killed at random while entries keep coming: the book stays one book."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

WRITER = """
import sys, time
from liemchinh.prepare import prepare
prepare()
from django.db import transaction
from django.utils import timezone
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import services
told, written, until = Kind("ledger.told", "Thử", "Không"), 0, time.monotonic() + float(sys.argv[1])
while time.monotonic() < until:
    with transaction.atomic():
        for _ in range(3):
            services.record_about(f"ledger.s{written % 5}", kind=told, by=SYSTEM, at=timezone.now(), unit="H99.12",
                                  facts={"number": written})
    written += 3
    time.sleep(0.02)
print(written)
"""

CHECK = """
import json
from liemchinh.prepare import prepare
prepare()
from liemchinh import env
from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.core.policy import parse_policy
from liemchinh.ledger.core.tiles import Edge, unpack_entries
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.models import Entry
from liemchinh.ledger.sealing import sequencer
from liemchinh.ledger.sealing.files import folder_of
head = sequencer.open_head()
folder = folder_of(head.origin)
shown = folder.checkpoint()
rows = list(Entry.objects.order_by("place"))
entries = []
for index in range(-(-shown.size // 256)):
    entries += unpack_entries(folder.bundle(index, min(256, shown.size - 256 * index)))
edge = Edge()
edge.append([leaf_hash(entry) for entry in entries])
policy = parse_policy((env.folder() / "ledger" / "policy").read_text())
for size, note in folder.history():
    assert policy.standing(parse_note(note)).checkpoint.size == size
print(json.dumps({
    "places": [row.place for row in rows] == list(range(len(rows))),
    "whole": (shown.size, shown.root) == (head.size, head.root) == (len(rows), edge.root()),
    "bundles": entries == [bytes(row.entry) for row in rows],
    "entries": len(rows),
}))
"""


def started(*words: str) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).parent / "liemchinh"), *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def python(text: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", text, *words], capture_output=True, text=True, timeout=100, check=False
    )


def test_signer_and_sealing_killed_again_and_again_leave_one_history(data: Path) -> None:
    dice = random.Random(20261122)
    assert python("from liemchinh.prepare import prepare; prepare()").returncode == 0
    (data / "keys").mkdir(exist_ok=True)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, "9"], stdout=subprocess.PIPE, text=True)
    parts = {"signer": started("signer"), "seal": started("seal")}
    try:
        while writer.poll() is None:
            time.sleep(dice.uniform(1.2, 2.6))
            name = dice.choice(list(parts))
            parts[name].send_signal(signal.SIGKILL)
            parts[name].wait()
            parts[name] = started(name)
        written = int(writer.communicate()[0])
        assert written > 100
        parts["seal"].send_signal(signal.SIGKILL)
        parts["seal"].wait()
        time.sleep(1.0)
        end = subprocess.run(
            [str(Path(sys.executable).parent / "liemchinh"), "seal", "--once"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert end.returncode == 0, end.stdout + end.stderr
    finally:
        for part in parts.values():
            if part.poll() is None:
                os.killpg(part.pid, signal.SIGKILL)
                part.wait()
    checked = python(CHECK)
    assert checked.returncode == 0, checked.stderr
    assert '"places": true, "whole": true, "bundles": true' in checked.stdout
