"""What `kills.py` kills: three intakes, each with what it tells on acknowledging and what must hold afterwards."""

from __future__ import annotations

import uuid
from collections import Counter as Times
from collections.abc import Iterable
from typing import Any

WORDS = "Việc mẫu ở cầu Mẫu"


class Dossiers:
    """At the counters of two authorities by turns."""

    def prepare(self) -> None:
        """Nothing but the people."""

    def one(self, number: int) -> str:
        """The code of a dossier that was received."""
        from django.utils import timezone

        from liemchinh.dossiers import services
        from tests import builders
        from tests.cast import Cast

        cast = Cast()
        by = (cast.receiver, cast.stranger)[number % 2].actor
        return str(services.receive(filing=builders.filing(), by=by, at=timezone.now(), token=uuid.uuid4()).code)

    def look(self, told: list[str]) -> list[str]:
        """Every code there, numbers without a hole, every dossier with its event."""
        from liemchinh.dossiers.models import Counter, Dossier, Event

        rows = list(Dossier.objects.values_list("code", "authority__code", "year", "number"))
        last = dict(Counter.objects.values_list("series", "last"))
        wrong = [*_gone(told, (code for code, *_ in rows)), *_holes([row[1:] for row in rows], last)]
        if Event.objects.count() != len(rows):
            wrong.append(f"{Event.objects.count()} events of {len(rows)} dossiers")
        return wrong


class Petitions:
    """From afar, at two authorities by turns."""

    def prepare(self) -> None:
        """Nothing but the people."""

    def one(self, number: int) -> str:
        """The code of a petition that was filed."""
        from django.utils import timezone

        from liemchinh.kernel.actors import APPLICANT
        from liemchinh.petitions import rules, services
        from tests.cast import COMMUNE

        letter = services.Letter(
            subject=WORDS,
            authority=(COMMUNE, "H99.13")[number % 2],
            source=rules.Source.WEB,
            senders=(services.Sender(name="Nguyễn Thị Thí Dụ", address="Thôn Mẫu", phone="0999 123 456"),),
        )
        return str(services.file(letter=letter, by=APPLICANT, at=timezone.now(), token=uuid.uuid4()).code)

    def look(self, told: list[str]) -> list[str]:
        """Every code there, numbers without a hole, every petition with its event, its sender and its duties."""
        from liemchinh.petitions.models import Counter, Petition

        rows = list(Petition.objects.values_list("code", "register__code", "year", "number"))
        last = dict(Counter.objects.values_list("series", "last"))
        wrong = [*_gone(told, (code for code, *_ in rows)), *_holes([row[1:] for row in rows], last)]
        for petition in Petition.objects.all():
            parts = (petition.events.count(), petition.petitioners.count(), petition.duties.exists())
            if parts != (1, 1, True):
                wrong.append(f"{petition.code} is stored by half: {parts}")
        return wrong


class Sealed:
    """Reports of the sealed channel; what is told is the reporter's code. Keys of the readers stay in this process."""

    keys: Any

    def prepare(self) -> None:
        """Keys in force. Derivations are made cheap: a kill in them, before a word is written, proves nothing."""
        from liemchinh.sealed.rules import codes
        from tests.cast import Cast
        from tests.sealing import ready

        codes._COST["n"] = 2
        self.keys = ready(Cast())

    def one(self, number: int) -> str:
        """The code of a report that was taken in."""
        from tests.sealing import filed

        return filed(words=WORDS)[1]

    def look(self, told: list[str]) -> list[str]:
        """Every code opens its case, the reader opens every report, and no case has less than all its parts."""
        from liemchinh.sealed import queries, rules, services
        from liemchinh.sealed.models import Case
        from tests.cast import COMMUNE, Cast
        from tests.sealing import AT, case_secret

        plan = queries.plan(rules.About(unit="H99.12.03"), home=COMMUNE, at=AT)
        whole = (len(plan.openers), sum(map(len, plan.sides)), 1, 1, 1)
        reader = Cast().sealed.actor
        wrong = _gone(told, (code for code in told if self._opens(code)))
        for case in Case.objects.all():
            parts = (case.wraps.count(), case.shares.count(), case.pieces.count(), case.acts.count(), case.step)
            if parts != whole:
                wrong.append(f"{case.name} is stored by half: {parts}")
                continue
            sealed = queries.piece(reader, name=case.name, piece=case.pieces.get().pk, at=AT)
            opened = services.opened_with(sealed, case_secret(self.keys, reader, case.name))
            if rules.unpack(opened) != {rules.TEXT: WORDS.encode()}:
                wrong.append(f"{case.name} holds other words")
        return wrong

    @staticmethod
    def _opens(code: str) -> bool:
        from liemchinh.kernel.errors import NotFound
        from liemchinh.sealed import queries, rules

        try:
            return queries.status(queries.by_lookup(rules.derive(code).lookup)).state is rules.State.RECEIVED
        except NotFound:
            return False


SUBJECTS = {"dossiers": Dossiers, "petitions": Petitions, "sealed": Sealed}


def _gone(told: list[str], there: Iterable[str]) -> list[str]:
    known = set(there)
    wrong = [f"{code} was acknowledged and is gone" for code in told if code not in known]
    return wrong + [f"{code} was acknowledged {times} times" for code, times in Times(told).items() if times > 1]


def _holes(rows: list[tuple[str, int, int]], last: dict[str, int]) -> list[str]:
    """Rows are (whose register, year, number)."""
    given: dict[str, list[int]] = {}
    for register, year, number in rows:
        given.setdefault(f"{register}/{year}", []).append(number)
    wrong = []
    for series, numbers in given.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            wrong.append(f"{series}: numbers are not 1 to {len(numbers)}")
        if last.get(series) != len(numbers):
            wrong.append(f"{series}: the counter says another number")
    return wrong
