"""The ordinary age program opens what is sealed here, and we read what it seals: no reader is bound to our pages."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyrage
import pytest

from liemchinh.sealed import rules
from tests.interop.terminal import with_passphrase

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "mận ổi na roi chuối xoài"
WORDS = "Chữ của tin: ẨẲỄỘ"


@pytest.fixture(scope="module", autouse=True)
def program() -> None:
    """The age program must be there."""
    missing = [name for name in ("age", "age-keygen") if not shutil.which(name)]
    assert not missing, "Chưa có chương trình age. Chạy: apt-get install --no-install-recommends age"


def age(*arguments: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        ["age", *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def made_key(folder: Path, name: str) -> str:
    """A key by `age-keygen`; gives its public part."""
    subprocess.run(["age-keygen", "-o", name], cwd=folder, check=True, capture_output=True, timeout=60)
    return (folder / name).read_text().split("# public key: ")[1].split()[0]


def sealed(content: bytes, *publics: str) -> bytes:
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(public) for public in publics]))


def test_a_wrapped_secret_and_a_padded_report_open_with_age_alone(tmp_path: Path) -> None:
    public = rules.check_recipient(made_key(tmp_path, "own.txt"))
    case = pyrage.x25519.Identity.generate()
    (tmp_path / "khoa.age").write_bytes(sealed(str(case).encode(), public))
    packed = rules.pack({rules.TEXT: WORDS.encode(), "tep/1-ảnh.png": os.urandom(20_000)})
    (tmp_path / "01.age").write_bytes(sealed(packed, str(case.to_public())))
    age("-d", "-i", "own.txt", "-o", "tin.key", "khoa.age", cwd=tmp_path)
    age("-d", "-i", "tin.key", "-o", "01.zip", "01.age", cwd=tmp_path)
    with zipfile.ZipFile(tmp_path / "01.zip") as opened:
        assert opened.testzip() is None
        assert opened.read(rules.TEXT).decode() == WORDS
        assert "tep/1-ảnh.png" in opened.namelist()


def test_what_age_seals_to_two_recipients_is_taken_as_a_message(tmp_path: Path) -> None:
    one, other = made_key(tmp_path, "one.txt"), made_key(tmp_path, "other.txt")
    (tmp_path / "loi.zip").write_bytes(rules.pack({rules.TEXT: WORDS.encode()}))
    age("-r", one, "-r", other, "-o", "loi.age", "loi.zip", cwd=tmp_path)
    blob = (tmp_path / "loi.age").read_bytes()
    assert rules.check_sealed(blob, stanzas=2) == rules.SIZES[0]
    for name in ("one.txt", "other.txt"):
        age("-d", "-i", name, "-o", f"{name}.zip", "loi.age", cwd=tmp_path)
        assert rules.unpack((tmp_path / f"{name}.zip").read_bytes())[rules.TEXT].decode() == WORDS


SCRIPT = """
import { writeFileSync } from "node:fs";
import { lock, newIdentity, open, recipientOf, seal } from "./age.js";
import { safeName } from "./files.js";
import { fingerprint, halves, pack, unpack, whole } from "./parts.js";
const [folder, passphrase, words] = process.argv.slice(2);
const identity = await newIdentity();
const recipient = await recipientOf(identity);
const files = [{ name: "ảnh.jpg", bytes: new Uint8Array(70000).fill(7) }];
writeFileSync(`${folder}/key.age`, await lock(identity, passphrase, "2026-11-22"));
writeFileSync(`${folder}/report.age`, await seal(pack(words, files), [recipient]));
const again = unpack(await open(await seal(pack(words, files), [recipient]), identity));
const envelope = halves({ name: words });
process.stdout.write(JSON.stringify({
  recipient,
  fingerprint: await fingerprint(recipient),
  same: again.text === words && again.files[0].bytes.length === 70000,
  envelope: whole(...envelope),
  empty: whole(...halves({})),
  sizes: envelope.map((half) => half.length),
  names: ["../../etc/passwd", "a\\u202egpj.exe", "CON.txt", "..", "Đơn.PDF"].map((name) => safeName(name, 3)),
}));
"""
MODULES = ROOT / "src/liemchinh/face/static_src/sealed"


def test_what_the_browsers_script_seals_opens_with_age_and_reads_as_ours(tmp_path: Path) -> None:
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    node = shutil.which("node", path=places)
    assert node, "Chưa có Node.js. Chạy: make setup"
    command = [node, "--input-type=module", "-", str(tmp_path), PASSPHRASE, WORDS]
    done = subprocess.run(command, input=SCRIPT, cwd=MODULES, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["same"]
    assert told["fingerprint"] == rules.fingerprint(told["recipient"])
    assert (told["envelope"], told["empty"]) == ({"name": WORDS}, {})
    assert told["sizes"] == [rules.IDENTITY_SIZE] * 2
    assert told["names"] == ["03-passwd.bin", "03-agpj.bin", "03-CON_.txt", "03-tep.bin", "03-Đơn.pdf"]
    assert rules.check_sealed((tmp_path / "report.age").read_bytes(), stanzas=1) == rules.SIZES[2]
    with_passphrase(["age", "-d", "-i", "key.age", "-o", "report.zip", "report.age"], PASSPHRASE, tmp_path)
    parts = rules.unpack((tmp_path / "report.zip").read_bytes())
    assert parts == {rules.TEXT: WORDS.encode(), "tep/1-ảnh.jpg": b"\x07" * 70_000}
