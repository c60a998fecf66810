"""What stands in `deploy/` is read by the programs that will read it, and says what the program needs."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from liemchinh import cli, env

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.*"))
COMMANDS = {command.name for command in cli.COMMANDS}


def sections(path: Path) -> dict[str, dict[str, list[str]]]:
    """A unit's settings; one name may stand several times."""
    found: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            section = found.setdefault(match[1], {})
        elif "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            section.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_reads_every_unit_without_a_word(path: Path, tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        configparser.ConfigParser(strict=False, interpolation=None).read_string(path.read_text("utf-8"))
        return
    here = tmp_path / "units"
    shutil.copytree(DEPLOY / "systemd", here)
    for unit in here.iterdir():  # the program is not installed where the units look for it
        unit.write_text(unit.read_text("utf-8").replace("/opt/liemchinh/.venv/bin/liemchinh", "/bin/true"))
    done = subprocess.run([tool, "verify", str(here / path.name)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_every_service_is_shut_in_and_speaks_words_the_program_knows(path: Path) -> None:
    service = sections(path)["Service"]
    for name, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateDevices": "yes",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
        "RestrictNamespaces": "yes",
    }.items():
        assert service[name] == [value], name
    assert service["User"] != ["root"]
    assert all(line.split()[1] in COMMANDS for line in service["ExecStart"])


def test_the_sites_cannot_read_the_signers_keys_and_the_signer_has_no_network() -> None:
    signer = sections(DEPLOY / "systemd" / "liemchinh-signer.service")["Service"]
    sites = sections(DEPLOY / "systemd" / "liemchinh.service")["Service"]
    assert signer["User"] != sites["User"]
    assert signer["PrivateNetwork"] == ["yes"] and signer["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert "-/var/lib/liemchinh-signer/keys" in sites["InaccessiblePaths"]
    told = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text("utf-8"))["services"]
    assert told["signer"]["network_mode"] == "none" and "user" in told["signer"]
    assert "signer" not in str(told["backup"]["volumes"]), "the signer's store must never come back from a copy"


def test_no_example_names_a_setting_that_there_is_not_or_holds_a_secret() -> None:
    known = set(env.SETTINGS) | {f"{name}_FILE" for name, setting in env.SETTINGS.items() if setting.secret}
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert set(re.findall(r"LIEMCHINH_[A-Z_]*[A-Z]", text)) <= known, path
            assert not re.search(r"(PASSWORD|SECRET_KEY|SECRET)[=:] *[^/\s]", text), path


def test_the_image_runs_as_nobody_special_and_asks_for_its_health() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text("utf-8")
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    assert "HEALTHCHECK" in last and "/health/" in last
    assert "COPY . " not in text and "ADD " not in text


def test_the_proxy_takes_in_whole_requests_and_logs_no_address() -> None:
    text = (DEPLOY / "nginx" / "liemchinh.conf").read_text("utf-8")
    assert text.count("proxy_request_buffering on;") == 2
    assert text.count("{") == text.count("}")
    assert not re.search(r"\$request(_uri)?\b(?!_)", text.partition("limit_req_zone")[0])
    assert "$http_x_forwarded_for" not in text, "what the client wrote is not handed on"


def test_the_update_script_is_a_shell_script_that_stops_at_the_first_fault() -> None:
    path = DEPLOY / "upgrade.sh"
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0
    text = path.read_text("utf-8")
    assert "set -eu" in text
    assert text.index("backup") < text.index("upgrade-check") < text.index("systemctl stop") < text.index("ln -sfn")
