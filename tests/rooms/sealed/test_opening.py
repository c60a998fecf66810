"""Who opens a sealed report, and who never does."""

from datetime import timedelta
from typing import Any

import pytest

from liemchinh.kernel.actors import Role
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.sealed import queries, rules, services
from liemchinh.sealed.models import Case, RecipientKey, Share, Wrap
from tests.refusals import refused
from tests.sealing import AT, IDENTITY, SECRET_WORDS, case_secret, filed, new_key, ready, to_reporter

LATER = AT + timedelta(days=1)


def test_the_reader_opens_it_with_their_own_key_and_both_sides_talk(cast: Any) -> None:
    keys = ready(cast)
    done, code = filed()
    reader = cast.sealed.actor
    shown = queries.case_for(reader, name=done.name, at=AT)
    secret = case_secret(keys, reader, done.name)
    report = queries.piece(reader, name=done.name, piece=shown.pieces[0].id, at=AT)
    assert rules.unpack(services.opened_with(report, secret)) == {"tin.txt": SECRET_WORDS.encode()}

    services.act(verb="read", case=done.name, by=reader, at=LATER)
    services.act(verb="ask", case=done.name, by=reader, at=LATER, sealed=to_reporter(shown, "Vào ngày nào?"))
    said = services.read_answers(derived=rules.derive(code), by=rules.REPORTER, at=LATER)
    assert [one.parts["tin.txt"].decode() for one in said] == ["Vào ngày nào?"]
    services.send_more(code=code, parts={"tin.txt": "Ngày rằm".encode()}, by=rules.REPORTER, at=LATER)
    shown = queries.case_for(reader, name=done.name, at=LATER)
    answer = queries.piece(reader, name=done.name, piece=shown.pieces[-1].id, at=LATER)
    assert rules.unpack(services.opened_with(answer, secret))["tin.txt"].decode() == "Ngày rằm"
    assert shown.line.state is rules.State.READ and shown.pieces[1].seen


def test_a_stranger_the_leader_and_an_administrator_are_told_it_does_not_exist(cast: Any) -> None:
    ready(cast)
    done, _ = filed()
    for who in (
        cast.stranger_sealed,
        cast.chair,
        cast.administrator,
        cast.custodian,
        cast.province_sealed,
        cast.auditor,
    ):
        assert queries.cases(who.actor, at=AT) == []
        with pytest.raises(NotFound):
            queries.case_for(who.actor, name=done.name, at=AT)
        with pytest.raises(NotFound):
            services.act(verb="read", case=done.name, by=who.actor, at=AT)


def test_one_more_reader_is_one_more_wrapped_key_and_one_less_takes_it_away(cast: Any) -> None:
    keys = ready(cast)
    done, _ = filed()
    key = new_key(keys, cast.inspector.actor, rules.Purpose.READER, cast.chair.actor)
    secret = case_secret(keys, cast.sealed.actor, done.name)
    assert key in {one.id for one in queries.possible_recipients(cast.sealed.actor, name=done.name, at=AT)}
    public = next(one.public for one in queries.keys_of(cast.inspector.actor, at=AT))
    before = Wrap.objects.filter(case__name=done.name).count()
    services.add_recipient(
        case=done.name, key=key, sealed=services.sealed_to(secret.encode(), [public]), by=cast.sealed.actor, at=AT
    )
    assert Wrap.objects.filter(case__name=done.name).count() == before + 1
    assert case_secret(keys, cast.inspector.actor, done.name) == secret
    services.remove_recipient(case=done.name, key=key, reason="done", by=cast.sealed.actor, at=AT)
    with pytest.raises(NotFound):
        queries.case_for(cast.inspector.actor, name=done.name, at=AT)
    with refused("sealed.last_reader"):
        services.remove_recipient(case=done.name, key=keys.ids["tinkin"], reason="done", by=cast.sealed.actor, at=AT)


def test_a_key_counts_only_when_somebody_else_has_confirmed_its_fingerprint(cast: Any) -> None:
    keys = ready(cast)
    import pyrage

    public = str(pyrage.x25519.Identity.generate().to_public())
    chair, seat = cast.chair.actor, cast.chair.actor.seats[0].code
    row = services.register_key(public=public, purpose=rules.Purpose.READER, seat=seat, private=None, by=chair, at=AT)
    with refused("sealed.own_key"):
        services.confirm_key(key=row.pk, fingerprint=rules.fingerprint(public), by=chair, at=AT)
    with refused("sealed.fingerprint"):
        services.confirm_key(key=row.pk, fingerprint="0000", by=cast.sealed.actor, at=AT)
    with pytest.raises(NotFound):
        services.confirm_key(key=row.pk, fingerprint=rules.fingerprint(public), by=cast.stranger_sealed.actor, at=AT)
    with pytest.raises(NotFound):
        services.register_key(
            public=public, purpose=rules.Purpose.READER, seat=seat, private=None, by=cast.head.actor, at=AT
        )
    done, _ = filed()
    secret = case_secret(keys, cast.sealed.actor, done.name)
    with pytest.raises(NotFound):
        services.add_recipient(
            case=done.name,
            key=row.pk,
            sealed=services.sealed_to(secret.encode(), [public]),
            by=cast.sealed.actor,
            at=AT,
        )
    with refused("sealed.unlocked"):
        services.register_key(
            public=str(pyrage.x25519.Identity.generate().to_public()),
            purpose=rules.Purpose.READER,
            seat=cast.inspector.actor.seats[0].code,
            private=b"AGE-SECRET-KEY-1",
            by=cast.inspector.actor,
            at=AT,
        )


def test_a_report_about_the_chair_or_the_whole_authority_climbs_past_the_commune(cast: Any) -> None:
    ready(cast)
    for about in (rules.About(unit="H99.12"), rules.About(seat="H99.12-chutich"), rules.About()):
        done, _ = filed(about=about)
        assert queries.cases(cast.sealed.actor, at=AT) == []
        assert done.name in {one.name for one in queries.cases(cast.province_sealed.actor, at=AT)}
        custodians = set(Share.objects.filter(case__name=done.name).values_list("key__person", flat=True))
        assert custodians == {"giudanhtinhtinh1", "giudanhtinhtinh2"}


def test_a_custodian_of_the_accused_unit_gets_no_half(cast: Any) -> None:
    ready(cast)
    done, _ = filed(about=rules.About(unit="H99.12.02"))  # the first custodian sits in that division
    people = set(Share.objects.filter(case__name=done.name).values_list("key__person", flat=True))
    assert "giudanhtinh1" not in people and "giudanhtinh2" in people and len(people) > 1


def test_declared_kin_of_the_accused_receive_nothing_and_can_be_given_nothing(cast: Any) -> None:
    from liemchinh.org.services import declare_kin

    keys = ready(cast)
    new_key(keys, cast.inspector.actor, rules.Purpose.READER, cast.chair.actor)
    import inspect

    names = inspect.signature(declare_kin).parameters
    given = {"person": "diachinh", "relative": "tinkin", "by": cast.administrator.actor, "at": AT}
    given |= {"relation": "spouse"} if "relation" in names else {}
    given |= {"declared_from": AT.date()} if "declared_from" in names else {}
    declare_kin(**given)
    done, _ = filed(about=rules.About(seat="H99.12-diachinh"))
    assert queries.cases(cast.sealed.actor, at=AT) == []
    assert [one.name for one in queries.cases(cast.province_sealed.actor, at=AT)] == [done.name]
    case = Case.objects.get(name=done.name)
    offered = queries.possible_recipients(cast.province_sealed.actor, name=case.name, at=AT)
    assert "tinkin" not in {one.person for one in offered}


def test_nobody_learns_whether_there_is_a_name_and_only_two_together_show_it_to_the_one_who_asked(cast: Any) -> None:
    keys = ready(cast)
    for kind, expected in ((rules.Report.NAMED, IDENTITY), (rules.Report.LEAD, {})):
        done, _ = filed(kind=kind)
        reader = cast.sealed.actor
        sizes = [rules.opened_size(bytes(one.sealed), stanzas=1) for one in Share.objects.filter(case__name=done.name)]
        assert set(sizes) == {rules.IDENTITY_SIZE}, "a lead has an envelope of the same size"
        publics = [one.public for one in queries.identity_plan(reader, name=done.name, at=AT)]
        asked = services.ask_identity(
            case=done.name, reason=services.sealed_to(b"can xac minh".ljust(2048), publics), by=reader, at=AT
        )
        with refused("sealed.not_granted"):
            services.open_identity(request=asked.pk, by=reader, at=AT)
        for number, member in enumerate((cast.custodian, cast.custodian2)):
            custodian = member.actor
            (line,) = [one for one in queries.identity_requests(custodian, at=AT) if one.case == done.name]
            assert keys.opened(custodian, line.reason).rstrip() == b"can xac minh"
            half = services.sealed_to(keys.opened(custodian, line.share), [line.public])
            said = services.sealed_to(b"dong y".ljust(2048), [line.public])
            services.answer_identity(request=line.id, approved=True, half=half, reason=said, by=custodian, at=AT)
            if not number:
                with refused("sealed.not_granted"):
                    services.open_identity(request=asked.pk, by=reader, at=AT)
        one, other = services.open_identity(request=asked.pk, by=reader, at=AT)
        plain = services.joined(keys.opened(reader, one), keys.opened(reader, other))
        import json

        assert json.loads(plain) == expected
        for stranger in (cast.stranger_sealed, cast.province_sealed, cast.custodian):
            with pytest.raises(NotFound):
                services.open_identity(request=asked.pk, by=stranger.actor, at=AT)
        assert services.end_identity(at=AT + timedelta(hours=73)) == 1
        with refused("sealed.not_granted"):
            services.open_identity(request=asked.pk, by=reader, at=AT + timedelta(hours=73))


def test_a_custodian_who_says_no_gives_the_reason_to_the_one_who_asked(cast: Any) -> None:
    keys = ready(cast)
    done, _ = filed()
    reader, custodian = cast.sealed.actor, cast.custodian.actor
    publics = [one.public for one in queries.identity_plan(reader, name=done.name, at=AT)]
    with refused("sealed.not_age"):  # its length would tell
        services.ask_identity(case=done.name, reason=services.sealed_to(b"?", publics), by=reader, at=AT)
    reason = services.sealed_to(b"?".ljust(2048), publics)
    asked = services.ask_identity(case=done.name, reason=reason, by=reader, at=AT)
    (line,) = queries.identity_requests(custodian, at=AT)
    services.answer_identity(
        request=asked.pk,
        approved=False,
        half=None,
        reason=services.sealed_to("Chưa cần thiết".encode().ljust(2048), [line.public]),
        by=custodian,
        at=AT,
    )
    (told,) = queries.case_for(reader, name=done.name, at=AT).requests
    assert told.ended and keys.opened(reader, told.answers[0][1] or b"").decode().rstrip() == "Chưa cần thiết"
    assert queries.identity_requests(cast.custodian2.actor, at=AT) == []


def test_a_lost_key_comes_back_only_with_both_keepers_of_the_recovery_key(cast: Any) -> None:
    import pyrage

    keys = ready(cast)
    recovery = pyrage.x25519.Identity.generate()
    one, other, reader = cast.custodian.actor, cast.custodian2.actor, cast.sealed.actor
    row = services.register_recovery(
        authority="H99.12", public=str(recovery.to_public()), second=other.code, by=one, at=AT
    )
    services.confirm_key(key=row.pk, fingerprint=rules.fingerprint(row.public), by=other, at=AT)
    done, _ = filed()
    lost = keys.ids[reader.code]
    services.retire_key(key=lost, reason="Hỏng máy", by=reader, at=AT)
    assert queries.unopenable(at=AT) == [done.name], "nobody can open it: that is an alarm, not silence"
    fresh = new_key(keys, reader, rules.Purpose.READER, cast.chair.actor)
    asked = services.ask_recovery(lost=lost, new=fresh, reason="Hỏng máy", by=reader, at=AT)
    services.approve_recovery(recovery=asked.pk, by=one, at=AT)
    assert queries.recoveries(one, at=AT)[0].wraps == {}
    with pytest.raises(NotFound):
        services.approve_recovery(recovery=asked.pk, by=cast.chair.actor, at=AT)
    services.approve_recovery(recovery=asked.pk, by=other, at=AT)
    (line,) = queries.recoveries(one, at=AT)
    secret = services.opened_with(line.wraps[done.name], str(recovery))
    services.rewrap(
        recovery=asked.pk, case=done.name, sealed=services.sealed_to(secret, [line.new_public]), by=one, at=AT
    )
    assert case_secret(keys, reader, done.name) == secret.decode()
    assert queries.unopenable(at=AT) == []


def test_an_official_who_left_the_seat_opens_nothing_any_more(cast: Any) -> None:
    ready(cast)
    done, _ = filed()
    from dataclasses import replace

    gone = replace(cast.sealed.actor, seats=())
    with pytest.raises(NotFound):
        queries.case_for(gone, name=done.name, at=AT)
    moved = replace(
        cast.sealed.actor,
        seats=tuple(replace(seat, roles=frozenset({Role.CLERK})) for seat in cast.sealed.actor.seats),
    )
    with pytest.raises(NotFound):
        queries.case_for(moved, name=done.name, at=AT)
    assert org.actor("tinkin", AT).seats


def test_a_head_is_a_head_also_when_pointed_at_by_a_lesser_seat_or_by_the_unit_they_sit_in(cast: Any) -> None:
    from liemchinh.org.services import appoint, create_seat

    ready(cast)
    lesser = {"seat": "H99.12-mauphu", "on": AT.date(), "by": cast.administrator.actor, "at": AT}
    named = {"unit": "H99.12.03", "title": "Phụ trách mẫu", "roles": [Role.SPECIALIST.value]}
    create_seat(code=lesser["seat"], **named, **{name: lesser[name] for name in ("on", "by", "at")})
    appoint(person="chutich", **lesser)
    for about in (rules.About(seat=lesser["seat"]), rules.About(unit="H99.12.03")):
        done, _ = filed(about=about)
        assert Case.objects.get(name=done.name).body.code == "H99"


def test_keys_of_a_house_that_does_not_deal_with_the_case_have_no_place_in_it(cast: Any) -> None:
    keys = ready(cast)
    below = filed(about=rules.About())[0].name  # the province deals with it
    here = filed()[0].name
    province, commune = cast.province_sealed.actor, cast.sealed.actor
    neighbour = new_key(keys, cast.stranger_sealed.actor, rules.Purpose.READER, cast.stranger_chair.actor)
    for name, by, key in ((below, province, keys.ids["tinkin"]), (here, commune, neighbour)):
        public = RecipientKey.objects.get(pk=key).public
        sealed = services.sealed_to(case_secret(keys, by, name).encode(), [public])
        with pytest.raises(NotFound):
            services.add_recipient(case=name, key=key, sealed=sealed, by=by, at=AT)
    keeper = org.actor("giudanhtinhtinh1", AT)
    assert queries.successors(keeper, name=below, at=AT) == [], "nobody of the commune below"
    half = services.sealed_to(bytes(rules.IDENTITY_SIZE), [RecipientKey.objects.get(person="giudanhtinh1").public])
    with pytest.raises(NotFound):
        services.hand_over_share(case=below, key=keys.ids["giudanhtinh1"], sealed=half, by=keeper, at=AT)


def test_before_it_is_opened_a_lead_differs_from_a_denunciation_in_its_kind_and_its_term_alone(cast: Any) -> None:
    ready(cast)
    shapes = []
    for kind in rules.Report:
        name = filed(kind=kind, words="như nhau")[0].name
        case = Case.objects.get(name=name)
        plain = {field: getattr(case, field) for field in ("state", "step", "body_id", "received_on", "keep_until")}
        rows = [
            sorted(
                (share.side, share.key_id, rules.opened_size(bytes(share.sealed), stanzas=1))
                for share in case.shares.all()
            ),
            sorted((wrap.key_id, rules.opened_size(bytes(wrap.sealed), stanzas=1)) for wrap in case.wraps.all()),
            [(piece.sort, piece.size, piece.by, piece.step, piece.to_reporter) for piece in case.pieces.all()],
            [(act.verb, act.by, act.seat, sorted(act.facts), act.token) for act in case.acts.all()],
            len(case.shut_out),
        ]
        shapes.append((plain, rows))
    assert shapes[0] == shapes[1]


def test_the_number_of_a_destroyed_case_is_not_told_to_whom_it_was_kept_from(cast: Any) -> None:
    ready(cast)
    done, _ = filed(about=rules.About(unit="H99.12.02"))  # the inspector sits there
    services.act(verb="read", case=done.name, by=cast.sealed.actor, at=AT)
    services.act(verb="close", case=done.name, by=cast.sealed.actor, at=AT)
    late = AT + timedelta(days=2200)
    services.destroy(case=done.name, document="9/QĐ-HUY", by=cast.sealed.actor, at=late)
    assert [name for name, _ in queries.tombstones(cast.sealed.actor, at=late)] == [done.name]
    assert queries.tombstones(cast.inspector.actor, at=late) == []
