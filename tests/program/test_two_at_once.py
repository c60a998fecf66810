"""A second instance on a folder that has its signer is told so in a sentence."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from liemchinh.ledger.signer.server import serving


def test_a_second_signer_on_one_folder_is_refused_in_a_sentence_without_a_trace(tmp_path: Path) -> None:
    with serving(tmp_path / "signer"):
        other = subprocess.Popen(
            [sys.executable, "-m", "liemchinh.cli", "serve", "--only", "signer"],
            env={**os.environ, "LIEMCHINH_DATA": str(tmp_path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        watch = threading.Timer(40, other.kill)
        watch.start()
        assert other.stderr is not None
        told = []
        for line in other.stderr:
            told.append(line)
            if "Mở lại sau" in line:
                break
        watch.cancel()
        other.terminate()
        other.wait(20)
        other.stderr.close()
    said = "".join(told)
    assert "đang có bộ ký khác chạy" in said
    assert "Traceback" not in said
