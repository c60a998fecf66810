"""Proposals of duplicates: how fast among many letters, and how many edited copies are found.

    .venv/bin/python bench/likeness.py [--size N] [--copies N] [--database URL] [--among N]

Writes N invented letters of one commune into a database of its own (SQLite in a scratch folder unless a URL is given),
reckons their bands as the worker does, then asks for proposals for copies in which 5, 15 and 30 in a hundred words were
changed, left out or put in; a third of the copies has no marks, all say "gửi lần 2". Letters share their openings and
closings, as real ones do. Says per share of edits: recall (the original is proposed), false proposals a letter, and
milliseconds for a proposal; and letters reckoned per second. Goal: under 50 ms at the median, among 100,000.

`--among` (PostgreSQL) lets the server make the letters up to that many: of each of them the bands that one letter in
`COMMON` shares stay as they are, all others are changed. That takes seconds instead of many minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

COMMON = 200
SHARES = (0.05, 0.15, 0.30)
BATCH = 2000
ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x".split()
RIMES = (
    "a à á ạ an án ang áng anh ao áo ay ây âm ân âng át ạt ăm ăn ăng e è em en eo ê ết ên êu i ì ích im in inh it "
    "iêm iên iêu o ò ó oa oai oan oe oi om on ong ô ồ ốc ôi ôm ôn ông ơ ờ ơi ơm ơn u ù úc ui um un ung uôi uôn uông ư "
    "ừ ưa ước ươi ươm ương"
).split()
OPENINGS = (
    "Kính gửi Ủy ban nhân dân xã, tôi viết đơn này kiến nghị về việc",
    "Kính thưa cơ quan, gia đình chúng tôi xin phản ánh tình trạng",
    "Tôi là người dân trong xã, xin được phản ánh với cơ quan về việc",
)
CLOSINGS = (
    "Kính mong cơ quan xem xét giải quyết. Tôi xin cảm ơn.",
    "Rất mong sớm được trả lời, xin chân thành cảm ơn.",
)


def letters(size: int, rng: random.Random) -> list[str]:
    """Texts of 60 to 160 words: common openings, words by Zipf's law between."""
    words = [onset + rime for onset in ONSETS for rime in RIMES]
    rng.shuffle(words)
    weights = [1 / (place + 5) for place in range(len(words))]
    stock = rng.choices(words, weights=weights, k=400_000)
    made = []
    for _ in range(size):
        start, length = rng.randrange(len(stock) - 200), rng.randrange(40, 130)
        middle = stock[start : start + length]
        rng.shuffle(middle)
        made.append(f"{rng.choice(OPENINGS)} {' '.join(middle)}. {rng.choice(CLOSINGS)}")
    return made


def edited(text: str, share: float, rng: random.Random) -> str:
    """A copy with this share of its words changed, left out or put in; a third without marks; sent a second time."""
    from liemchinh.kernel.words import fold

    out: list[str] = []
    for word in text.split():
        if rng.random() >= share:
            out.append(word)
        elif rng.random() < 2 / 3:
            out.append(rng.choice(ONSETS) + rng.choice(RIMES))
            if rng.random() < 0.5:
                out.append(word)
    copy = " ".join(out) + " gửi lần 2"
    return fold(copy) if rng.random() < 1 / 3 else copy


def fill(texts: list[str]) -> float:
    """Write the letters and reckon their bands; letters reckoned per second."""
    from django.utils import timezone

    from liemchinh.org import queries as org
    from liemchinh.petitions.models import Petition
    from liemchinh.petitions.services.linking import read_again

    at = timezone.now() - timedelta(days=30)
    unit = org.unit("H99.12", timezone.localdate())
    spent = 0.0
    for start in range(0, len(texts), BATCH):
        rows = [
            Petition(
                code=f"DT.H99.12-260101-{number:06d}",
                number=number,
                year=2026,
                register_id=unit.id,
                authority_id=unit.id,
                source="web",
                received_at=at,
                entered_at=at,
                entered_by="applicant",
                content="recommendation",
                subject="Kiến nghị",
                text=text,
                state=2,
                awaits="reception",
                moved_at=at,
                key="K" * 16,
                tag=f"{number:032d}",
                step=1,
                leaf=b"x" * 32,
            )
            for number, text in enumerate(texts[start : start + BATCH], start=start + 1)
        ]
        made = Petition.objects.bulk_create(rows)
        begun = time.perf_counter()
        read_again(made)
        spent += time.perf_counter() - begun
    return len(texts) / spent


def spread(written: int, among: int) -> None:
    """Copies of what was written, up to so many letters, that share only the common bands with their originals."""
    from django.db import connection

    from liemchinh.petitions.models import Petition

    table = Petition._meta.db_table
    fields = [field.attname for field in Petition._meta.concrete_fields]
    other = {"id": "id + n * 1000000", "code": "code || '-' || n", "number": "number + n * 1000000"}
    other |= {"tag": "md5(tag || n)", "token": "NULL"}
    columns = ", ".join(f'"{name}"' for name in fields)
    made = ", ".join(other.get(name, f'"{name}"') for name in fields)
    copies = f"generate_series(1, {among // written - 1}) AS n"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {made} FROM {table}, {copies}")
        cursor.execute(
            "WITH common AS (SELECT value FROM petitions_likenessband GROUP BY value HAVING count(*) > %s) "
            "INSERT INTO petitions_likenessband (value, authority_id, petition_id) "
            "SELECT CASE WHEN common.value IS NULL THEN hashtextextended(band.value || '/' || n, 0) "
            "ELSE band.value END, band.authority_id, band.petition_id + n * 1000000 "
            "FROM petitions_likenessband AS band "
            f"LEFT JOIN common ON common.value = band.value, {copies}",
            [written // COMMON],
        )
        cursor.execute("ANALYZE")


def measure(texts: list[str], copies: int, rng: random.Random) -> dict[str, Any]:
    """Ask for proposals for edited copies: recall, false proposals, time."""
    from django.utils import timezone

    from liemchinh.org import queries as org
    from liemchinh.petitions.models import Petition
    from liemchinh.petitions.queries.likeness import alike

    at = timezone.now()
    actor, on = org.actor("tiepdan", at), timezone.localdate(at)
    unit = org.unit("H99.12", on)
    told = {}
    for share in SHARES:
        found, false, spent = 0, 0, []
        for place in rng.sample(range(len(texts)), copies):
            copy = Petition(pk=0, authority_id=unit.id, subject="Kiến nghị", text=edited(texts[place], share, rng))
            begun = time.perf_counter()
            proposed = [one.petition.code for one in alike(copy, actor, on=on)]
            spent.append((time.perf_counter() - begun) * 1000)
            wanted = f"DT.H99.12-260101-{place + 1:06d}"
            found += wanted in proposed
            false += len([code for code in proposed if code != wanted])
        told[f"{share:.0%}"] = {
            "recall": round(found / copies, 3),
            "false_a_letter": round(false / copies, 3),
            "ms_median": round(statistics.median(spent), 1),
            "ms_p95": round(sorted(spent)[int(len(spent) * 0.95)], 1),
            "proposals_a_second": round(1000 / statistics.fmean(spent), 1),
        }
    return told


def main() -> int:
    """Build, ask, print JSON."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--size", type=int, default=100_000)
    asked.add_argument("--copies", type=int, default=200)
    asked.add_argument("--database", default="")
    asked.add_argument("--among", type=int, default=0)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="likeness-") as folder:
        os.environ.update(
            LIEMCHINH_DATA=folder, DATABASE_URL=said.database, DJANGO_SETTINGS_MODULE="liemchinh.settings"
        )
        from liemchinh import prepare

        prepare.prepare()
        from liemchinh.jobs import founding

        founding.found()
        rng = random.Random(20260907)
        texts = letters(said.size, rng)
        rate = fill(texts)
        result: dict[str, Any] = {"size": said.size, "reckoned_a_second": round(rate), "load": os.getloadavg()[0]}
        result["edits"] = measure(texts, said.copies, rng)
        if said.among > said.size:
            spread(said.size, said.among)
            result[f"among {said.among}"] = measure(texts, said.copies, rng)
        kept = Path(folder) / "db" / "liemchinh.sqlite3"
        if kept.exists():
            result["megabytes"] = round(kept.stat().st_size / 1e6)
        print(json.dumps(result, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
