"""Pages of draws: all of them shown, nothing about people, and a browser computes the same as the program."""

import json
import random
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import liemchinh.portal
from liemchinh.ledger import drawing
from liemchinh.ledger.draws.announcement import Announcement, Lottery, Party, document_hash, draw_json
from liemchinh.ledger.draws.beacon import Beacon
from liemchinh.ledger.draws.pool import EXCLUDED, LEADER, OTHER, Declarant, PoolLine, pool_root, pool_text, tag_of
from liemchinh.ledger.draws.result import DrawResult, Reveal, finish_draw, shape_of_outcome
from liemchinh.ledger.draws.selection import Quota, reveal_commitment
from tests.cast import Cast
from tests.rooms.ledger.book import Book
from tests.rooms.ledger.test_drawing import BEFORE, announced, drawn
from tests.web.portal.ledger.test_same_answers import node

MODULES = Path(liemchinh.portal.__file__).parent / "static" / "portal" / "draws"
HERE = Path(__file__).resolve().parent
LIST = "/ledger/boc-tham/"


def test_before_the_first_draw_the_page_says_how_it_will_be_done(cast: Cast, book: Book, public: Client) -> None:
    page = public.get(LIST).content.decode()
    assert "Chưa có lần bốc thăm nào" in page
    assert "muối" in page


def test_an_announced_draw_is_shown_with_everything_fixed_beforehand(cast: Cast, book: Book, public: Client) -> None:
    done = announced(cast, parties=[Party("Mặt trận", "a" * 64)])
    assert f"{LIST}{done.leaf[:16]}/" in public.get(LIST).content.decode()
    page = public.get(f"{LIST}{done.leaf[:16]}/").content.decode()
    for words in ("657413", "Kế hoạch 01/KH-VD", "giải đặc biệt", "Mặt trận", done.leaf, "18 giờ", "20 %"):
        assert words in page
    assert "không bốc 6 người đang điều trị bệnh hiểm nghèo" in page
    assert "Tính lại" not in page
    assert "Chưa công bố kết quả" in page  # it is 2026, and the draw was for 2023


def test_a_finished_draw_shows_who_by_tag_and_what_it_rests_on(cast: Cast, book: Book, public: Client) -> None:
    done = announced(cast)
    book.seal(BEFORE)
    result = drawn(cast, done.leaf)
    page = public.get(f"{LIST}{done.leaf[:16]}/").content.decode()
    assert result.seed.hex() in page
    for unit in result.outcome.units:
        assert all(tag[:16] in page for tag in (*unit.leaders, *unit.others))
    assert "Không bên chứng kiến nào" in page
    assert "verify.py draw pool.csv result.json" in page
    assert not [word for word in ("Tên Mẫu", "001000") if word in page]


def test_a_draw_given_up_stays_on_the_page_with_its_reason(cast: Cast, book: Book, public: Client) -> None:
    first = announced(cast)
    second = announced(cast, reason="Một người đã nghỉ hưu.")
    page = public.get(LIST).content.decode()
    assert page.count("Đã bị thông báo sau thay thế") == 1
    assert "không bốc thăm theo nó nữa" in public.get(f"{LIST}{first.leaf[:16]}/").content.decode()
    assert "Lý do: Một người đã nghỉ hưu." in public.get(f"{LIST}{second.leaf[:16]}/").content.decode()


def test_files_are_served_as_they_lie_and_nothing_else_is(cast: Cast, book: Book, public: Client) -> None:
    done = announced(cast)
    base = f"/ledger/draws/{done.leaf[:16]}/"
    for path in done.folder.iterdir():
        answer = public.get(base + path.name)
        assert answer.content == path.read_bytes()
        assert answer["Access-Control-Allow-Origin"] == "*"
    (done.folder / "notes.txt").write_text("private")
    for name in ("notes.txt", "result.json", "..%2f..%2fpolicy", "announcement.json.new"):
        assert public.get(base + name).status_code == 404
    for leaf in ("ab" * 8, "..", "ab"):
        assert public.get(f"/ledger/draws/{leaf}/pool.csv").status_code == 404
        assert public.get(f"{LIST}{leaf}/").status_code == 404


# In the browser -----------------------------------------------------------------------------------------------


def recomputed(cases: list[dict[str, Any]], *, plain: bool = False) -> list[dict[str, Any]]:
    command = [*node(), str(HERE / "recompute.mjs"), str(MODULES), *(["plain"] if plain else [])]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def some_draw(chance: random.Random) -> tuple[list[PoolLine], DrawResult]:
    """A draw among a random pool; its beacon is only bytes, which the page does not verify anyway."""
    lines = sorted(
        PoolLine(
            chance.randbytes(32).hex(),
            f"H99.{chance.randint(1, 7)}",
            chance.choice([LEADER, OTHER, OTHER, OTHER, EXCLUDED]),
        )
        for _ in range(chance.randint(1, 120))
    )
    secret = chance.randbytes(32)
    draw = Announcement(
        unit="H99",
        period="2027",
        number=1,
        announced_by="H99.01",
        basis="Kế hoạch “số 1” \u2028 \t /KH",
        law=("Điều 15",),
        root=pool_root(lines).hex(),
        people=len(lines),
        units=len({line.unit for line in lines}),
        quota=Quota(chance.randint(1, 100), chance.randint(1, 100), chance.randint(0, 2)),
        round=1000,
        fallback=2000,
        lottery=Lottery("Miền Bắc", "giải nhất", "2027-01-01", 6),
        excluded={"ill": count} if (count := sum(not line.drawable for line in lines)) else {},
        parties=(Party("Một", reveal_commitment(secret)), Party("Hai", "b" * 64)),
    )
    entry = draw_json({"ag": "H99", "doc": document_hash(draw.to_bytes())}).decode()
    beacon = Beacon(1000, chance.randbytes(48))
    reveals: Mapping[str, Reveal] = {"Một": Reveal("Một", secret, "{}")}
    return lines, finish_draw(draw, entry=entry, pool=lines, beacon=beacon, lottery="000123", reveals=reveals)


@pytest.mark.parametrize("plain", [False, True])
def test_a_browser_computes_what_the_program_computed(plain: bool) -> None:
    chance = random.Random(20)
    draws = [some_draw(chance) for _ in range(25)]
    cases = [{"pool": pool_text(lines), "result": result.to_bytes().decode()} for lines, result in draws]
    for (_, result), answer in zip(draws, recomputed(cases, plain=plain), strict=True):
        told = answer["told"]
        assert [row for row in told["found"] if not row[1]] == []
        assert told["seed"] == result.seed.hex()
        assert told["leaf"] == result.leaf.hex()
        assert told["outcome"] == shape_of_outcome(result.outcome)


def test_a_browser_finds_what_was_changed() -> None:
    lines, result = some_draw(random.Random(3))
    good = result.to_bytes().decode()
    other = pool_text([*lines[1:], replace(lines[0], stratum=OTHER if lines[0].stratum == LEADER else LEADER)])
    changed = {
        "pool": {"pool": other, "result": good},
        "lottery": {"result": replace(result, lottery="123").to_bytes().decode()},
        "seed": {"result": replace(result, lottery="000124").to_bytes().decode()},
        "outcome": {
            "result": replace(result, outcome=replace(result.outcome, reserve_units=("H1",))).to_bytes().decode()
        },
        "entry": {"result": replace(result, entry="{}").to_bytes().decode()},
        "beacon": {"result": replace(result, beacon=Beacon(1001, result.beacon.signature)).to_bytes().decode()},
        "reveal": {
            "result": replace(result, reveals=(replace(result.reveals[0], secret=bytes(32)),)).to_bytes().decode()
        },
    }
    answers = recomputed([{"pool": pool_text(lines), "result": good, **case} for case in changed.values()])
    for code, answer in zip(changed, answers, strict=True):
        assert code in {row[0] for row in answer["told"]["found"] if not row[1]}
    for broken in ("", "tag,unit,stratum\nab,H1,other\n", pool_text(lines) + pool_text(lines).splitlines()[1]):
        assert recomputed([{"pool": broken, "result": good}])[0]["told"] is None


def test_somebody_with_their_salt_finds_their_own_line() -> None:
    salt = bytes(range(32))
    person = Declarant("000000000012", "H99.1", "deputy", "")
    lines, result = some_draw(random.Random(4))
    asked = {"id": person.id, "unit": person.unit, "stratum": person.stratum, "excluded": "", "salt": salt.hex()}
    files = {"pool": pool_text(lines), "result": result.to_bytes().decode()}
    drawn_unit = next(one for one in result.outcome.units if one.reserve)
    excluded = next(line.tag for line in lines if not line.drawable)
    answers = recomputed(
        [
            {**files, "person": asked},
            {**files, "person": {**asked, "salt": "ab"}},
            {**files, "fateOfTag": drawn_unit.reserve[0]},
            {**files, "fateOfTag": (*drawn_unit.leaders, *drawn_unit.others)[0]},
            {**files, "fateOfTag": excluded},
        ]
    )
    assert answers[0]["tag"] == tag_of(person, salt)
    assert answers[0]["fate"] == {"fate": "absent"}
    assert answers[1]["tag"] is None
    assert answers[2]["fate"] == {"fate": "reserve", "place": 1}
    assert [answers[3]["fate"]["fate"], answers[4]["fate"]["fate"]] == ["drawn", "excluded"]


def test_the_folder_of_draws_is_the_published_one(book: Book) -> None:
    assert drawing.draws_folder() == book.data / "ledger" / "draws"
