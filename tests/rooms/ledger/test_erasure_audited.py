"""The audit and an erasure: what a decision allowed is silent, what goes beyond it is named."""

import pytest
from django.db import connection

from liemchinh.dossiers import queries as dossiers
from liemchinh.dossiers import services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.services import Upload
from liemchinh.jobs import audit
from liemchinh.ledger.models import Entry
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.rooms.dossiers.ground import png
from tests.rooms.ledger.book import Book

SEALED = at("2026-10-01 09:00")


def ended(cast: Cast) -> str:
    code: str = builders.asked(cast).code
    services.attach(code=code, files=[Upload("a.png", png(3))], by=cast.receiver.actor, at=at("2026-09-08 08:00"))
    services.withdraw(code=code, reason="Theo đơn.", by=cast.receiver.actor, at=at("2026-09-08 09:00"))
    return code


def asked(cast: Cast, code: str) -> None:
    services.ask_erasure(code=code, decision="12/QĐ-UBND", reason="", by=cast.clerk.actor, at=at("2026-09-09 09:00"))


def erased(cast: Cast, code: str) -> Dossier:
    asked(cast, code)
    services.erase(code=code, decision="12/QĐ-UBND", by=cast.leader.actor, at=at("2026-09-10 09:00"))
    return Dossier.objects.get(code=code)


def found() -> set[tuple[str, str, str]]:
    return {(str(finding.kind), finding.table, finding.column) for finding in audit.look()}


def test_an_erasure_is_silent_before_it_is_sealed_and_after(cast: Cast, book: Book) -> None:
    builders.returned(cast)
    code = ended(cast)
    book.seal()
    asked(cast, code)
    assert found() == set()
    services.erase(code=code, decision="12/QĐ-UBND", by=cast.leader.actor, at=at("2026-09-10 09:00"))
    assert found() == set()
    assert book.seal(SEALED).trouble == ""
    assert found() == set()


def test_records_destroyed_without_a_decision_are_named(cast: Cast, book: Book) -> None:
    code = ended(cast)
    book.seal()
    tag = Dossier.objects.values_list("tag", flat=True).get(code=code)
    Entry.objects.filter(tag=tag, step=2).update(salt=None, record=None)
    assert ("erased", "ledger_entry", "record") in found()


def test_a_request_alone_excuses_nothing(cast: Cast, book: Book) -> None:
    code = ended(cast)
    asked(cast, code)
    book.seal(SEALED)
    tag = Dossier.objects.values_list("tag", flat=True).get(code=code)
    Entry.objects.filter(tag=tag, step=1).update(salt=None, record=None)
    assert ("erased", "ledger_entry", "record") in found()


def test_the_erasures_own_record_is_excused_by_nothing(cast: Cast, book: Book) -> None:
    dossier = erased(cast, ended(cast))
    book.seal(SEALED)
    Entry.objects.filter(tag=dossier.tag, step=dossier.step).update(salt=None, record=None)
    assert ("erased", "ledger_entry", "record") in found()


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("applicant_name", "Người Khác", "edited"),
        ("result_number", "99/XN", "edited"),
        ("number", 77, "renumbered"),
        ("finished_at", at("2026-09-01 08:00"), "backdated"),
        ("erased_at", None, "edited"),
    ],
)
def test_what_an_erasure_left_is_guarded_like_everything_else(
    cast: Cast, book: Book, column: str, value: object, kind: str
) -> None:
    dossier = erased(cast, ended(cast))
    book.seal(SEALED)
    Dossier.objects.filter(pk=dossier.pk).update(**{column: value})
    assert (kind, "dossiers_dossier", column) in found()


def test_an_event_backdated_after_the_erasure_is_named(cast: Cast, book: Book) -> None:
    dossier = erased(cast, ended(cast))
    book.seal(SEALED)
    with connection.cursor() as cursor:  # as an administrator of the database can
        on = " ON dossiers_event" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER dossiers_event_no_update{on}")
    Event.objects.filter(dossier=dossier, step=2).update(at=at("2026-09-01 08:00"))
    assert ("backdated", "dossiers_event", "at") in found()


def test_the_files_that_went_are_missed_by_nobody(cast: Cast, book: Book) -> None:
    dossier = erased(cast, ended(cast))
    book.seal(SEALED)
    digests = dossiers.erased_files(dossier.code)
    assert len(digests) == 1
    services.destroy(digests)
    assert not services.path_of(digests[0]).exists()
    assert found() == set()
