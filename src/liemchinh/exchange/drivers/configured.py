"""Reads the description of the connection that this instance is given, and opens the way that it names."""

from pathlib import Path

import yaml

from liemchinh import env
from liemchinh.exchange.drivers.files import Folder
from liemchinh.exchange.drivers.web import Portal
from liemchinh.exchange.rules import Auth, BadConnection, Connection, Driver, connection

FOLDER = "exchange"


def folder() -> Path:
    """Where messages lie: `inbox` for what arrives, `held` for what was set aside, a folder a day for what is sent."""
    return env.folder() / FOLDER


def connected() -> Connection | None:
    """The connection of this instance, or None. Raises BadSetting."""
    path = env.text(env.EXCHANGE)
    if not path:
        return None
    try:
        said = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        found = connection(said)
    except OSError as problem:
        raise env.BadSetting(f"{env.EXCHANGE}: không đọc được tệp {path} ({problem.strerror}).") from problem
    except (UnicodeDecodeError, yaml.YAMLError) as problem:
        raise env.BadSetting(f"{env.EXCHANGE}: tệp {path} không phải là YAML đọc được.") from problem
    except BadConnection as problem:
        raise env.BadSetting(f"{env.EXCHANGE}: {problem}") from problem
    needs = found.driver is Driver.HTTP and found.http is not None and found.http.auth is not Auth.NONE
    if needs and not env.text(env.EXCHANGE_SECRET):
        raise env.BadSetting(f"{env.EXCHANGE}: cách gửi này cần {env.EXCHANGE_SECRET}.")
    return found


def carrier(found: Connection) -> Folder | Portal:
    """The way that this connection names."""
    if found.driver is Driver.HTTP and found.http is not None:
        return Portal(found.http, unit=found.unit, secret=env.text(env.EXCHANGE_SECRET))
    return Folder(folder())
