"""Verbs on people, their accounts and the seats they hold. Rights come with the seat and end with it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import rules
from liemchinh.org.models import Holding, Person, Seat, Unit
from liemchinh.org.queries.tree import nearest_authority, ways_up
from liemchinh.org.services.ground import (
    authority_code,
    check_administers,
    end_periods,
    locked,
    note,
    standing,
)
from liemchinh.org.services.sessions import end_sessions


@transaction.atomic
def create_person(*, code: str, name: str, employer: str, by: Actor, at: datetime) -> None:
    """Record an official. `code` is theirs for life; `employer` (a unit code) keeps their record."""
    code = rules.check_person_code(code)
    name = rules.check_name(name)
    unit = locked(employer)
    check_administers(by, unit, at)
    if Person.objects.filter(code__iexact=code).exists():
        raise Refused("org.person_exists", gettext_noop("Đã có cán bộ mang mã “{written}”."), written=code)
    Person.objects.create(code=code, name=name, employer=unit)
    facts = {"person": code, "name": name, "employer": employer}
    note(
        f"person:{code}",
        kind=rules.PERSON_CREATED,
        unit=authority_code(unit, at),
        facts=facts,
        touched=_rows_of(code),
        by=by,
        at=at,
    )


@transaction.atomic
def transfer_person(*, person: str, employer: str, by: Actor, at: datetime) -> None:
    """The record of the official, and the power over the account, pass to another employer."""
    row = locked_person(person)
    check_keeps(by, row, at)
    unit = locked(employer)
    check_administers(by, unit, at)
    rules.check_open(standing(unit), local_day(at))
    row.employer = unit
    row.save(update_fields=["employer"])
    facts = {"person": row.code, "employer": employer}
    authority = authority_code(unit, at)
    note(
        f"person:{row.code}",
        kind=rules.PERSON_TRANSFERRED,
        unit=authority,
        facts=facts,
        touched=_rows_of(row.code),
        by=by,
        at=at,
    )


@transaction.atomic
def open_account(*, person: str, username: str, password: str, by: Actor, at: datetime) -> None:
    """Give the official a user name and a first password.

    An account that was closed opens again under the new name and password.
    """
    row = locked_person(person)
    check_keeps(by, row, at)
    username = rules.check_username(username)
    if row.user is not None and row.user.is_active:
        raise Refused("org.account_exists", gettext_noop("Cán bộ này đã có tài khoản."))
    if User.objects.filter(username__iexact=username).exclude(person=row).exists():
        raise Refused(
            "org.username_taken",
            gettext_noop("Tên đăng nhập “{written}” đã có người dùng."),
            written=username,
        )
    user = row.user or User(username=username)
    user.username, user.is_active = username, True
    _set_password(user, password)
    row.user = user
    row.save(update_fields=["user"])
    _note_account(row, rules.ACCOUNT_OPENED, by, at)


@transaction.atomic
def close_account(*, person: str, by: Actor, at: datetime) -> None:
    """The official can no longer sign in; open sessions end at once. Seats are vacated separately."""
    row = locked_person(person)
    check_keeps(by, row, at)
    user = _user(row)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    _note_account(row, rules.ACCOUNT_CLOSED, by, at)


@transaction.atomic
def reset_password(*, person: str, password: str, by: Actor, at: datetime) -> None:
    """A new password for an official who forgot theirs.

    Open sessions end at once. The second factor stays.
    """
    row = locked_person(person)
    check_keeps(by, row, at)
    user = _user(row)
    _set_password(user, password)
    end_sessions(user)
    _note_account(row, rules.PASSWORD_RESET, by, at)


@transaction.atomic
def reset_second_factor(*, person: str, by: Actor, at: datetime) -> None:
    """Take off the code generator and recovery codes of an official who lost their telephone.

    Sessions end.
    """
    row = locked_person(person)
    check_keeps(by, row, at)
    user = _user(row)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    _note_account(row, rules.SECOND_FACTOR_RESET, by, at)


@transaction.atomic
def create_seat(*, code: str, unit: str, title: str, roles: Iterable[str], on: date, by: Actor, at: datetime) -> None:
    """Open a seat in a unit from that day.

    Its roles are for its life: to change them, close it and open another.
    """
    code = rules.check_seat_code(code)
    row = locked(unit)
    check_administers(by, row, at)
    rules.check_open(standing(row), on)
    kept = rules.check_roles(roles)
    rules.check_roles_fit(kept, _authority_kind(row, on))
    if Seat.objects.filter(code__iexact=code).exists():
        raise Refused("org.seat_exists", gettext_noop("Đã có vị trí mang mã “{written}”."), written=code)
    names = [role.value for role in kept]
    Seat.objects.create(code=code, unit=row, title=rules.check_name(title), roles=names, opened_on=on)
    facts = {"seat": code, "unit": unit, "roles": names}
    note(
        f"seat:{code}",
        kind=rules.SEAT_CREATED,
        unit=authority_code(row, at),
        on=on,
        facts=facts,
        touched=[Seat.objects.filter(code=code)],
        by=by,
        at=at,
    )


@transaction.atomic
def close_seat(*, seat: str, on: date, by: Actor, at: datetime) -> None:
    """From that day the seat no longer exists; whoever holds it holds it until then."""
    row = _seat(seat)
    check_administers(by, row.unit, at)
    rules.check_seat_open(row.opened_on, row.closed_on, on)
    rules.check_period(row.opened_on, on)
    end_periods(row.holdings.all(), on, "held_from", "held_until")
    row.closed_on = on
    row.save(update_fields=["closed_on"])
    authority = authority_code(row.unit, at)
    note(
        f"seat:{seat}",
        kind=rules.SEAT_CLOSED,
        unit=authority,
        on=on,
        facts={"seat": seat},
        touched=_seat_rows(row),
        by=by,
        at=at,
    )


@transaction.atomic
def appoint(*, seat: str, person: str, on: date, until: date | None = None, by: Actor, at: datetime) -> None:
    """The official holds the seat from that day, and no longer from `until` if given."""
    row = _seat(seat)
    who = locked_person(person)
    _check_may_fill(by, row, who, on, at)
    rules.check_seat_free(row.holdings.values_list("held_from", "held_until"), (on, until))
    Holding.objects.create(seat=row, person=who, held_from=on, held_until=until)
    facts = {"seat": seat, "person": who.code, "until": until.isoformat() if until else ""}
    _note_holding(row, rules.SEAT_TAKEN, facts, on=on, by=by, at=at)


@transaction.atomic
def vacate(*, seat: str, on: date, by: Actor, at: datetime) -> None:
    """From that day nobody holds the seat. Raises NotFound when nobody held it the day before."""
    row = _seat(seat)
    check_administers(by, row.unit, at)
    who = _end_holding(row, on)
    facts = {"seat": seat, "person": who.code}
    _note_holding(row, rules.SEAT_VACATED, facts, on=on, by=by, at=at)


@transaction.atomic
def hand_over(*, seat: str, to: str, on: date, by: Actor, at: datetime) -> None:
    """The seat passes from its holder to another official, who holds it from that day."""
    row = _seat(seat)
    who = locked_person(to)
    _check_may_fill(by, row, who, on, at)
    before = _end_holding(row, on)
    rules.check_seat_free(row.holdings.values_list("held_from", "held_until"), (on, None))
    Holding.objects.create(seat=row, person=who, held_from=on)
    facts = {"seat": seat, "from": before.code, "to": who.code}
    _note_holding(row, rules.SEAT_HANDED_OVER, facts, on=on, by=by, at=at)


def _note_holding(row: Seat, kind: Kind, facts: Mapping[str, str], *, on: date, by: Actor, at: datetime) -> None:
    """The entry of a seat whose holders have changed."""
    note(
        f"seat:{row.code}",
        kind=kind,
        unit=authority_code(row.unit, at),
        on=on,
        facts=facts,
        touched=[row.holdings.all()],
        by=by,
        at=at,
    )


def _seat(code: str) -> Seat:
    row = Seat.objects.select_for_update(of=("self",)).select_related("unit").filter(code=code).first()
    if row is None:
        raise NotFound(code)
    return row


def locked_person(code: str) -> Person:
    """The official with this code, locked until the end of the transaction. Raises NotFound."""
    row = Person.objects.select_for_update(of=("self",)).select_related("user", "employer").filter(code=code).first()
    if row is None:
        raise NotFound(code)
    return row


def _user(person: Person) -> User:
    if person.user is None:
        raise NotFound(person.code)
    return person.user


def check_keeps(by: Actor, person: Person, at: datetime) -> None:
    """Over an account has power only who administers the employer and every unit where its owner has a seat.

    Otherwise an administrator could borrow an official of another authority to act there.
    """
    check_administers(by, person.employer, at)
    running = Q(held_until__isnull=True) | Q(held_until__gt=local_day(at))
    for holding in person.holdings.filter(running).select_related("seat__unit"):
        check_administers(by, holding.seat.unit, at)


def _check_may_fill(by: Actor, seat: Seat, person: Person, on: date, at: datetime) -> None:
    check_administers(by, seat.unit, at)
    rules.check_not_oneself(by, person.code)
    rules.check_open(standing(seat.unit), on)
    rules.check_seat_open(seat.opened_on, seat.closed_on, on)


def _end_holding(seat: Seat, on: date) -> Person:
    held = Q(held_until__isnull=True) | Q(held_until__gt=on)
    holding = seat.holdings.filter(held, held_from__lt=on).select_related("person").first()
    if holding is None:
        raise NotFound(seat.code)
    holding.held_until = on
    holding.save(update_fields=["held_until"])
    return holding.person


def _authority_kind(unit: Unit, on: date) -> rules.UnitKind:
    return nearest_authority(ways_up([unit.id], on)[unit.id]).kind


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        sentence = gettext_noop("Mật khẩu chưa đủ mạnh: {why}")
        raise Refused("org.password", sentence, why=" ".join(problem.messages)) from problem
    user.set_password(password)
    user.save()


def _note_account(person: Person, kind: Kind, by: Actor, at: datetime) -> None:
    facts = {"person": person.code}
    authority = authority_code(person.employer, at)
    note(f"person:{person.code}", kind=kind, unit=authority, facts=facts, touched=_rows_of(person.code), by=by, at=at)


def _rows_of(person: str) -> list[QuerySet[Any]]:
    return [Person.objects.filter(code=person)]


def _seat_rows(seat: Seat) -> list[QuerySet[Any]]:
    return [Seat.objects.filter(pk=seat.pk), seat.holdings.all()]
