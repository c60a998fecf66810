"""The cast: the invented people of every test, each with the seat that gives them their rights.

`stranger` has the same roles as our people, in the commune next door.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from liemchinh.kernel.actors import Actor

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FOUNDED = datetime(2025, 7, 1, 8, 0, tzinfo=VIETNAM)
PASSWORD = "mật khẩu để thử 2026"
COMMUNE, CENTRE, OFFICE, ECONOMY = "H99.12", "H99.12.01", "H99.12.02", "H99.12.03"


@dataclass(frozen=True)
class Member:
    """One invented person: the user name is also the person's code."""

    username: str

    @cached_property
    def actor(self) -> "Actor":
        """Who they are on the day the cast was founded; seats do not change unless a test changes them."""
        from liemchinh.org import queries

        return queries.actor(self.username, FOUNDED)

    @property
    def user(self) -> Any:
        """The account they sign in with."""
        from django.contrib.auth import get_user_model

        return get_user_model().objects.get(username=self.username)


@dataclass(frozen=True)
class Cast:
    """Everybody. `commune` is the code of ours, `office` the division that handles civil status."""

    commune: str = COMMUNE
    centre: str = CENTRE
    office: str = OFFICE
    economy: str = ECONOMY
    receiver: Member = Member("tiepnhan1")
    receiver2: Member = Member("tiepnhan2")
    head: Member = Member("truongphong")
    specialist: Member = Member("hotich")
    specialist2: Member = Member("hotich2")
    other_head: Member = Member("truongkinhte")
    other_specialist: Member = Member("diachinh")
    leader: Member = Member("lanhdao")
    clerk: Member = Member("vanthu")
    cashier: Member = Member("thuquy")
    editor: Member = Member("danhmuc")
    administrator: Member = Member("quantri")
    overseer: Member = Member("giamsat")
    auditor: Member = Member("kiemtra")
    reception: Member = Member("tiepdan")
    inspector: Member = Member("xacminh")
    chair: Member = Member("chutich")
    sealed: Member = Member("tinkin")
    custodian: Member = Member("giudanhtinh1")
    custodian2: Member = Member("giudanhtinh2")
    province_chair: Member = Member("chutichtinh")
    province_reception: Member = Member("tiepdantinh")
    province_inspector: Member = Member("thanhtra")
    province_sealed: Member = Member("tinkintinh")
    stranger_reception: Member = Member("tiepdan.binhmau")
    stranger_inspector: Member = Member("xacminh.binhmau")
    stranger_chair: Member = Member("chutich.binhmau")
    stranger_sealed: Member = Member("tinkin.binhmau")
    stranger: Member = Member("tiepnhan1.binhmau")
    stranger_head: Member = Member("truongphong.binhmau")
    stranger_specialist: Member = Member("hotich.binhmau")
    stranger_leader: Member = Member("lanhdao.binhmau")
    stranger_clerk: Member = Member("vanthu.binhmau")
    stranger_cashier: Member = Member("thuquy.binhmau")

    @property
    def seat(self) -> str:
        """The seat of `specialist`."""
        return f"{COMMUNE}-hotich"

    @property
    def seat2(self) -> str:
        """The seat of `specialist2`."""
        return f"{COMMUNE}-hotich2"


def found_cast() -> None:
    """Write the cast and the catalogue into an empty database."""
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.db import transaction

    from liemchinh.jobs.founding import FOUNDED, PEOPLE, found
    from liemchinh.kernel.actors import SYSTEM
    from liemchinh.org import rules
    from liemchinh.org.models import Person
    from liemchinh.org.services.people import _note_account

    found()
    # one hash for all: hashing a password for every member would take longer than the tests
    secret = make_password(PASSWORD)
    with transaction.atomic():
        for person in Person.objects.filter(code__in=PEOPLE):
            person.user = User.objects.create(username=person.code, password=secret)
            person.save(update_fields=["user"])
            _note_account(person, rules.ACCOUNT_OPENED, SYSTEM, FOUNDED)  # as the verb does
