"""Where the law's data files stand and how one is read. Knows nothing of what is written in them."""

from pathlib import Path
from typing import Any

import yaml

try:  # the C reader, five times as fast, where PyYAML was built with it
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader  # type: ignore[assignment]


def shelf() -> Path:
    """The folder of data files that ships with the program."""
    return Path(__file__).parent / "data"


def read_yaml(path: Path) -> Any:
    """The content of one data file; plain YAML types only."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=SafeLoader)
