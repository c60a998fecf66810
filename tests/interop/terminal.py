"""Programs that ask a terminal, and only a terminal, for a passphrase."""

import os
import pty
import shutil
from pathlib import Path


def with_passphrase(command: list[str], passphrase: str, cwd: Path) -> None:
    """Run a program and answer it."""
    assert shutil.which(command[0]), f"Chưa có chương trình {command[0]}. Chạy: make setup"
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execvp(command[0], command)
    said = b""
    try:
        while b"passphrase" not in said:
            said += os.read(terminal, 1024)
        os.write(terminal, f"{passphrase}\n".encode())
        while chunk := os.read(terminal, 1024):
            said += chunk
    except OSError:  # Linux says so when the other end of a terminal is closed
        pass
    _, status = os.waitpid(child, 0)
    assert status == 0, said.decode(errors="replace")
