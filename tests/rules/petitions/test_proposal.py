"""What the sorting proposal says of written petitions, and that no denunciation is ever laid open."""

import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from liemchinh.kernel.words import fold
from liemchinh.petitions.rules.proposal import RULE_NAMES, Confidence, Facts, may_be_denunciation, propose
from liemchinh.petitions.rules.states import FLAG_NAMES, Content

SENTENCES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8")
)
EVERY = [(kind, one["text"], one.get("flags", [])) for kind, some in SENTENCES.items() for one in some]
CLOSED = [text for kind, text, _ in EVERY if kind in ("denunciation", "mixed")]
OPEN = [(kind, text) for kind, text, _ in EVERY if kind in ("complaint", "recommendation")]


def test_the_corpus_is_large_enough_to_say_something():
    assert len(EVERY) >= 120
    assert len({text for _, text, _ in EVERY}) == len(EVERY)


@pytest.mark.parametrize("text", CLOSED)
def test_no_denunciation_of_the_corpus_is_open(text):
    assert propose(text).restricted
    assert may_be_denunciation(text)


def test_a_class_that_is_proposed_is_right_and_a_clear_one_always():
    said = [(kind, propose(text), text) for kind, text, _ in EVERY]
    wrong = [(kind, one.content, text) for kind, one, text in said if not one.abstains and one.content != kind]
    assert [case for case in wrong if propose(case[2]).confidence is Confidence.CLEAR] == []
    assert len(wrong) <= len(said) * 0.05, wrong


def test_it_abstains_from_what_says_nothing_and_seldom_elsewhere():
    assert all(propose(text).abstains for kind, text, _ in EVERY if kind == "unsorted")
    silent = [text for kind, text, _ in EVERY if kind != "unsorted" and propose(text).abstains]
    assert len(silent) <= len(EVERY) * 0.15, silent


def test_ordinary_complaints_and_reflections_stay_open():
    closed = [text for _, text in OPEN if propose(text).restricted]
    assert len(closed) <= len(OPEN) * 0.05, closed


@pytest.mark.parametrize(("text", "flags"), [(text, flags) for _, text, flags in EVERY if flags])
def test_the_flags_of_the_corpus_are_raised(text, flags):
    assert set(flags) <= set(propose(text).flags)


@pytest.mark.parametrize("text", [text for _, text, _ in EVERY])
def test_the_words_it_shows_stand_where_it_says(text):
    said = propose(text)
    for reason in said.reasons:
        assert " ".join(said.text[reason.start : reason.end].split()) == " ".join(reason.words.split())
        assert reason.rule in RULE_NAMES
    assert set(said.flags) <= set(FLAG_NAMES)


def test_an_empty_or_scanned_letter_is_kept_closed_until_somebody_has_read_it():
    for text in ("", "đơn", "xem ảnh"):
        said = propose(text, Facts(files=2))
        assert said.abstains and said.restricted


def test_several_signatures_make_it_joint_whatever_the_text_says():
    assert "joint" in propose("Kiến nghị sửa cống ở thôn 3.", Facts(petitioners=3)).flags


def test_the_title_alone_does_not_decide():
    said = propose("Đơn khiếu nại tố cáo. Tôi không đồng ý Quyết định số 4/QĐ-UBND về thu hồi đất.")
    assert said.restricted and said.content in (
        Content.COMPLAINT,
        Content.MIXED,
        Content.UNSORTED,
        Content.DENUNCIATION,
    )
    assert said.confidence is not Confidence.CLEAR


# ── the same letters, typed badly ────────────────────────────────────────────────────────────────────────────
def _noisy(text: str, chance: random.Random) -> str:
    """What people do to a text: marks lost or wrong, another normal form, signs, breaks, two words turned round."""
    words, turn = text.split(" "), chance.randrange(7)
    if chance.random() < 0.5 and turn != 3:  # not with wrong marks as well: what is left then may say anything
        at = chance.randrange(max(1, len(words) - 1))
        words[at : at + 2] = reversed(words[at : at + 2])
    if chance.random() < 0.5:
        words.insert(chance.randrange(len(words) + 1), chance.choice(("ạ", "nhé", "abc", "!!!", "...", "12")))
    text = chance.choice((" ", "\n", "  ", " \t", "\u00a0")).join(words)
    if turn == 0:
        text = fold(text)
    elif turn == 1:
        text = unicodedata.normalize("NFD", text)
    elif turn == 2:
        text = text.upper()
    elif turn == 3:
        text = text.replace("o", "0") if chance.random() < 0.3 else text.replace("ố", "ô").replace("á", "a")
    elif turn == 4:
        text = "".join(letter + ("\u200b" if chance.random() < 0.2 else "") for letter in text)
    elif turn == 5:
        text = text.replace(" ", " - ", 2)
    return text


def test_hardly_a_denunciation_becomes_open_by_the_way_it_is_typed():
    """Words swapped, torn apart by noise and typed in telex with noughts for o: five in four thousand slip through."""
    typed = [_noisy(text, random.Random(seed)) for seed, text in enumerate(CLOSED * 20)]
    opened = [text for text in typed if not propose(text).restricted]
    assert len(opened) <= len(typed) * 0.005, opened[:5]


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_any_text_is_read_to_its_end(text):
    said = propose(text)
    assert all(0 <= reason.start <= reason.end <= len(said.text) for reason in said.reasons)


@given(st.sampled_from(CLOSED), st.sampled_from([text for _, text in OPEN]), st.booleans())
def test_a_denunciation_inside_another_letter_is_still_seen(closed, other, first):
    assert propose(f"{closed}\n{other}" if first else f"{other}\n{closed}").restricted
