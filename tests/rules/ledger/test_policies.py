"""Policies of trust: read as the specification says, and a checkpoint stands on exactly what they ask for."""

from collections.abc import Callable
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.checkpoint import Checkpoint, sign
from liemchinh.ledger.core.note import KeyType, Note, Signature, SignerKey
from liemchinh.ledger.core.policy import Group, Policy, Witness, parse_policy, policy_text
from tests.refusals import refused
from tests.rules.ledger import signed

LOG = f"log {signed.LOG.verifier}\n"
W = [SignerKey(f"w{number}.example", KeyType.COSIGNATURE, number.to_bytes(32, "big")).verifier for number in range(40)]
SIX = "".join(f"witness {name} {key}\n" for name, key in zip(("X1", "X2", "X3", "Y1", "Y2", "Y3"), W, strict=False))
TWO_LEVELS = (
    f"{SIX}group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n"
    "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
)


def test_the_two_levels_of_the_specifications_example_are_both_needed() -> None:
    policy = parse_policy(LOG + TWO_LEVELS)
    names = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
    for seen in chain.from_iterable(combinations(names, count) for count in range(7)):
        expected = sum(name[0] == "X" for name in seen) >= 2 and any(name[0] == "Y" for name in seen)
        assert policy.is_met_by(seen) is expected


@pytest.mark.parametrize("k", ["any", "all", "1", "2", "3"])
def test_a_group_needs_as_many_of_its_members_as_it_says(k: str) -> None:
    policy = parse_policy(f"{SIX}group g {k} X1 X2 X3\nquorum g\n")
    needed = {"any": 1, "all": 3}.get(k) or int(k)
    for count in range(4):
        assert policy.is_met_by(("X1", "X2", "X3")[:count]) is (count >= needed)
    assert not policy.is_met_by(("Y1", "Y2", "Y3", "unknown"))


def test_a_quorum_may_be_one_witness_or_none() -> None:
    one = parse_policy(f"{SIX}quorum X2\n")
    assert one.is_met_by(["X2"])
    assert not one.is_met_by(["X1", "X3"])
    nobody = parse_policy("quorum none\n")
    assert nobody.is_met_by([])
    assert nobody.logs == ()


def test_blanks_tabs_comments_and_urls_are_read_as_the_specification_says() -> None:
    policy = parse_policy(
        f"# đầu tệp\n\n \t \n\t log \t{signed.LOG.verifier}  https://so.example/l \t\n"
        f"  # chú thích\n#quorum X\nwitness báo\u00a0chí {W[0]} http://w.example/\n"
        f"group nhóm 1 báo\u00a0chí\nquorum nhóm\n# cuối\n"
    )
    assert policy.logs == (signed.LOG.verifier,)
    assert policy.log_urls == {signed.ORIGIN: "https://so.example/l"}
    assert policy.witnesses == {"báo\u00a0chí": Witness("báo\u00a0chí", W[0], "http://w.example/")}
    assert policy.groups == {"nhóm": Group("nhóm", 1, ("báo\u00a0chí",))}
    assert policy.quorum == "nhóm"


def test_names_are_bytes_and_nothing_else() -> None:
    data = f"{SIX}".encode() + b"group \xe2\x84\xaa 1 X1\ngroup K 1 X2\ngroup \xff 1 X3\nquorum \xff\n"
    assert parse_policy(data).is_met_by(["X3"])
    assert not parse_policy(data).is_met_by(["X1", "X2"])


def test_promise_keys_stand_in_comments_that_other_tools_pass_over() -> None:
    line = f"# promise {signed.PROMISES.verifier}\n"
    policy = parse_policy(LOG + line + "quorum none\n")
    assert policy.promises == (signed.PROMISES.verifier,)
    assert parse_policy("# promise\n# promise is a promise\n# promise kept\nquorum none\n").promises == ()
    with refused("ledger.policy", "dòng 1"):
        parse_policy(line.replace("+A", "+B") + "quorum none\n")
    with refused("ledger.policy", "dòng 2"):
        parse_policy(line + line + "quorum none\n")
    with refused("ledger.policy", "dòng 1"):
        parse_policy(f"# promise {W[0]}\nquorum none\n")


REFUSED = {
    "no quorum": SIX,
    "empty": "",
    "two quorums": f"{SIX}quorum X1\nquorum X1\n",
    "quorum twice none": "quorum none\nquorum none\n",
    "quorum of two names": f"{SIX}quorum X1 X2\n",
    "quorum of nothing": "quorum\n",
    "quorum unknown": f"{SIX}quorum Z\n",
    "quorum before its witness": f"quorum X1\n{SIX}",
    "last line cut": f"{SIX}quorum X1",
    "carriage returns": f"{SIX}quorum X1\n".replace("\n", "\r\n"),
    "control character": f"{SIX}quorum X1\n\x7f",
    "vertical tab": f"{SIX}quorum\vX1\n",
    "unknown word": f"{SIX}quorum X1\nmirror X1\n",
    "upper case": f"{SIX}QUORUM X1\n",
    "log without key": "log\nquorum none\n",
    "log with a bad key": "log so.example+00000000+AAAA\nquorum none\n",
    "log with too much": f"log {signed.LOG.verifier} a b\nquorum none\n",
    "log of the cosigning type": f"log {W[0]}\nquorum none\n",
    "log twice": f"{LOG}{LOG}quorum none\n",
    "log twice under two names": (
        f"{LOG}log {SignerKey('khac', KeyType.ED25519, signed.LOG.secret).verifier}\nquorum none\n"
    ),
    "witness without key": "witness a\nquorum none\n",
    "witness with a log's key": f"witness a {signed.LOG.verifier}\nquorum none\n",
    "witness twice": f"witness a {W[0]}\nwitness b {W[0]}\nquorum none\n",
    "witness named twice": f"witness a {W[0]}\nwitness a {W[1]}\nquorum none\n",
    "witness named none": f"witness none {W[0]}\nquorum none\n",
    "group named as a witness": f"{SIX}group X1 1 X2\nquorum X1\n",
    "group named none": f"{SIX}group none 1 X2\nquorum none\n",
    "group of nobody": f"{SIX}group g any\nquorum g\n",
    "group of all nobody": f"{SIX}group g all\nquorum g\n",
    "group without k": f"{SIX}group g X1 X2\nquorum g\n",
    "k is zero": f"{SIX}group g 0 X1 X2\nquorum g\n",
    "k above n": f"{SIX}group g 3 X1 X2\nquorum g\n",
    "k with a zero before": f"{SIX}group g 01 X1 X2\nquorum g\n",
    "k with a sign": f"{SIX}group g +1 X1 X2\nquorum g\n",
    "k enormous": f"{SIX}group g {'9' * 5000} X1 X2\nquorum g\n",
    "k of another script": f"{SIX}group g \u0661 X1 X2\nquorum g\n",
    "member unknown": f"{SIX}group g 1 X1 Z\nquorum g\n",
    "member none": f"{SIX}group g 1 X1 none\nquorum g\n",
    "member itself": f"{SIX}group g 1 X1 g\nquorum g\n",
    "member defined later": f"{SIX}group g 1 X1 h\ngroup h 1 X2\nquorum g\n",
    "member twice in a group": f"{SIX}group g 1 X1 X1\nquorum g\n",
    "member of two groups": f"{SIX}group g 1 X1 X2\ngroup h 1 X1 X3\nquorum h\n",
    "group of two groups": f"{SIX}group g 1 X1\ngroup h 1 g\ngroup i 1 g\nquorum i\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_the_specification_forbids_is_refused(text: str) -> None:
    with refused("ledger.policy"):
        parse_policy(text)


def test_the_refusal_names_the_line_and_the_reason() -> None:
    with refused("ledger.policy", "dòng 7", "h", "chưa được khai"):
        parse_policy(f"{SIX}group g 1 X1 h\ngroup h 1 X2\nquorum g\n")


def test_as_many_logs_witnesses_and_groups_as_recommended() -> None:
    logs = [SignerKey(f"so{n}.example", KeyType.ED25519, n.to_bytes(32, "big")).verifier for n in range(32)]
    text = "".join(f"log {key}\n" for key in logs)
    text += "".join(f"witness w{n} {key}\ngroup g{n} 1 w{n}\n" for n, key in enumerate(W[:32]))
    policy = parse_policy(text + "quorum g31\n")
    assert (len(policy.logs), len(policy.witnesses), len(policy.groups)) == (32, 32, 32)
    assert policy.is_met_by(["w31"])


@given(st.data())
def test_any_policy_reads_back_from_its_text(data: st.DataObject) -> None:
    names = [f"n{number}" for number in range(data.draw(st.integers(0, 6)))]
    urls = st.sampled_from(["", "https://a.example/x"])
    witnesses = {name: Witness(name, W[number], data.draw(urls)) for number, name in enumerate(names)}
    groups: dict[str, Group] = {}
    free = list(names)
    for number in range(data.draw(st.integers(0, 3)) if free else 0):
        members = data.draw(st.lists(st.sampled_from(free), min_size=1, unique=True))
        group = Group(f"g{number}", data.draw(st.integers(1, len(members))), tuple(members))
        groups[group.name] = group
        free = [name for name in free if name not in members] + [group.name]
    policy = Policy(
        logs=(signed.LOG.verifier,),
        log_urls={signed.ORIGIN: "https://so.example"} if data.draw(st.booleans()) else {},
        witnesses=witnesses,
        groups=groups,
        quorum=data.draw(st.sampled_from(["none", *names, *groups])),
        promises=(signed.PROMISES.verifier,) if data.draw(st.booleans()) else (),
    )
    assert parse_policy(policy_text(policy)) == policy
    assert parse_policy(policy_text(policy).encode()) == policy


@given(st.text(max_size=60), st.integers(0, 400))
def test_damaged_text_is_refused_and_never_crashes(junk: str, place: int) -> None:
    try:
        parse_policy(TWO_LEVELS[:place] + junk + TWO_LEVELS[place:])
    except Refused as refusal:
        assert refusal.code == "ledger.policy"
        assert str(refusal).startswith(("Chính sách", "Tệp chính sách"))


@pytest.mark.parametrize(
    "build",
    [
        lambda: Policy((signed.LOG.verifier, signed.LOG.verifier)),
        lambda: Policy((), quorum="a"),
        lambda: Policy((), groups={"g": Group("g", 1, ("a",))}, quorum="g"),
        lambda: Policy((), witnesses={"a": Witness("a", signed.LOG.verifier)}),
    ],
)
def test_a_policy_put_together_in_code_is_held_to_the_same(build: Callable[[], Policy]) -> None:
    with refused("ledger.policy"):
        build()


def test_a_checkpoint_seen_by_both_stands_on_both() -> None:
    standing = signed.policy().standing(signed.note(signed.FRONT, signed.PRESS))
    assert standing.log == signed.LOG.verifier
    assert standing.checkpoint == signed.checkpoint()
    assert standing.cosigned == {"front": signed.SEEN_AT, "press": signed.SEEN_AT}
    assert standing.met


@pytest.mark.parametrize("witnesses", [(), (signed.FRONT,), (signed.PRESS,), (signed.FRONT, signed.SCHOOL)])
def test_a_quorum_not_reached_is_told_and_not_raised(witnesses: tuple[SignerKey, ...]) -> None:
    standing = signed.policy().standing(signed.note(*witnesses))
    assert len(standing.cosigned) == len(witnesses)
    assert not standing.met
    assert signed.policy("none").standing(signed.note(*witnesses)).met


def test_a_cosignature_in_ml_dsa_counts_like_another() -> None:
    assert signed.policy("school").standing(signed.note(signed.SCHOOL)).met


def test_strangers_signatures_count_for_nothing_and_harm_nothing() -> None:
    stranger = SignerKey("la.example", KeyType.COSIGNATURE, b"x" * 32)
    standing = signed.policy().standing(signed.note(stranger, signed.FRONT))
    assert standing.cosigned == {"front": signed.SEEN_AT}
    same_name = SignerKey(signed.PRESS.name, KeyType.COSIGNATURE, b"x" * 32)
    assert not signed.policy().standing(signed.note(same_name, signed.FRONT)).met


def test_a_log_unknown_to_the_policy_is_refused_by_its_name() -> None:
    stranger = SignerKey("la.example/2026", KeyType.ED25519, b"x" * 32)
    note = sign(Checkpoint(stranger.name, 1, bytes(32)), stranger)
    with refused("ledger.log", "la.example/2026"):
        signed.policy().standing(note)
    with refused("ledger.log"):
        Policy(()).standing(signed.note())


def test_another_key_under_the_logs_name_is_not_the_log() -> None:
    impostor = SignerKey(signed.ORIGIN, KeyType.ED25519, b"x" * 32)
    with refused("ledger.signature", signed.ORIGIN):
        signed.policy().standing(sign(signed.checkpoint(), impostor))


def test_one_trusted_log_does_not_sign_for_another() -> None:
    other = SignerKey("xa-khac.example/ledger/2026", KeyType.ED25519, b"x" * 32)
    policy = parse_policy(f"{LOG}log {other.verifier}\nquorum none\n")
    text = signed.checkpoint().text()
    line = Signature(other.name, other.verifier.key_id, other.sign(text.encode()))
    with refused("ledger.signature", signed.ORIGIN):
        policy.standing(Note(text, (line,)))


def test_while_keys_change_either_key_of_the_log_is_enough() -> None:
    new = SignerKey(signed.ORIGIN, KeyType.ED25519, b"new key".ljust(32))
    policy = parse_policy(f"{LOG}log {new.verifier}\nquorum none\n")
    old_line, new_line = (sign(signed.checkpoint(), key).signatures[0] for key in (signed.LOG, new))
    text = signed.checkpoint().text()
    assert policy.standing(Note(text, (old_line,))).log == signed.LOG.verifier
    assert policy.standing(Note(text, (new_line,))).log == new.verifier
    assert policy.standing(Note(text, (new_line, old_line))).log == signed.LOG.verifier
    bad = Signature(new.name, new.verifier.key_id, bytes(64))
    with refused("ledger.signature"):
        policy.standing(Note(text, (old_line, bad)))


def test_one_failing_line_of_a_known_witness_condemns_the_note() -> None:
    note = signed.note(signed.FRONT, signed.PRESS)
    bad = Signature(signed.SCHOOL.name, signed.SCHOOL.verifier.key_id, bytes(2428))
    with refused("ledger.cosignature", signed.SCHOOL.name):
        signed.policy().standing(Note(note.text, (*note.signatures, bad)))


def test_a_note_that_is_no_checkpoint_stands_on_nothing() -> None:
    with refused("ledger.checkpoint"):
        signed.policy().standing(Note("thư ngỏ\n", signed.note().signatures))
