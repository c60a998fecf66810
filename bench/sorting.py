"""How many sorting proposals a second: the written sentences of the tests, and a long letter made of them.

.venv/bin/python bench/sorting.py
"""

import time
from pathlib import Path

import yaml

from liemchinh.petitions.rules.proposal import propose

SENTENCES = Path(__file__).parent.parent / "tests" / "rules" / "petitions" / "sentences.yaml"
SECONDS = 3.0


def rate(texts: list[str]) -> float:
    """Proposals a second over these texts, again and again."""
    propose(texts[0])  # the words are read once
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        for text in texts:
            propose(text)
        done += len(texts)
    return done / (time.perf_counter() - began)


def main() -> None:
    """Print the rates, and what a denunciation costs when it is missed: how many of the corpus stay closed."""
    corpus = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    short = [one["text"] for some in corpus.values() for one in some]
    closed = [one["text"] for kind in ("denunciation", "mixed") for one in corpus[kind]]
    print(f"short ({sum(map(len, short)) // len(short)} letters): {rate(short):.0f} a second")
    long = " ".join(short)
    print(f"long ({len(long)} letters): {rate([long]):.1f} a second")
    print(f"kept closed: {sum(propose(text).restricted for text in closed)} of {len(closed)} denunciations")


if __name__ == "__main__":
    main()
