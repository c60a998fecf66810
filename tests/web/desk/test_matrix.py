"""Every page of the desk × everybody × nobody: generated from the addresses, so a new page must take its place here."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from liemchinh.desk.dossiers.acts import ACTS
from liemchinh.desk.urls import urlpatterns
from tests import builders
from tests.builders import ON_POSTGRESQL
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[3]
HANDLERS = frozenset({"receiver", "head", "specialist", "leader", "clerk"})
WATCHERS = frozenset({"overseer", "auditor"})
OTHERS = frozenset({"editor", "administrator"})
STRANGERS = frozenset({"stranger", "stranger_head", "stranger_specialist", "stranger_leader", "stranger_clerk"})
PETITIONS = frozenset({"reception", "chair", "inspector", "stranger_reception"})
EVERYBODY = sorted(HANDLERS | WATCHERS | OTHERS | STRANGERS | PETITIONS)
WALKING = EVERYBODY[ON_POSTGRESQL::2]
"""Each walks the whole desk on one of the two databases: who may go where does not hang on which it is."""
RECEIVING = PETITIONS - {"inspector"}
DIVISIONS = frozenset({"head", "specialist", "clerk", "stranger_head", "stranger_specialist", "stranger_clerk"})
"""Who reads the petitions given to their division, and the clerk who reads those that are open."""

OPEN_TO = {
    "queue": frozenset(EVERYBODY),
    "receive": frozenset({"receiver", "stranger"}),
    "hand_over": frozenset(EVERYBODY) - WATCHERS - OTHERS - PETITIONS - {"leader", "stranger_leader"},
    "sign": frozenset({"leader", "stranger_leader"}),
    "give_back": frozenset({"receiver", "stranger"}),
    "online": frozenset({"receiver", "leader", "stranger", "stranger_leader"}),
    "assist": frozenset({"receiver", "stranger"}),
    "search": frozenset(EVERYBODY) - OTHERS - PETITIONS,
    "listed": frozenset(EVERYBODY) - OTHERS - PETITIONS,
    "leader": WATCHERS | {"leader", "head", "stranger_leader", "stranger_head"},
    "leader_paper": WATCHERS | {"leader", "head", "stranger_leader", "stranger_head"},
    "units": frozenset({"administrator"}),
    "people": frozenset({"administrator"}),
    "person_new": frozenset({"administrator"}),
    "rehoming": frozenset({"leader", "administrator", "stranger_leader"}),
    "handing": HANDLERS | STRANGERS,
    "together": frozenset(EVERYBODY) - WATCHERS - OTHERS - PETITIONS,
    "gaming": WATCHERS | {"leader", "head", "stranger_leader", "stranger_head"},
    "register": WATCHERS | {"receiver", "clerk", "leader", "stranger", "stranger_clerk", "stranger_leader"},
    "manage": frozenset(EVERYBODY),
    "fees": WATCHERS | {"leader", "stranger_leader"},
    "statements": frozenset(),
    "reversals": WATCHERS | {"leader", "stranger_leader"},
    "settlement": WATCHERS | {"leader", "stranger_leader"},
    "fee_account": frozenset({"leader", "administrator", "stranger_leader"}),
    "outbox": frozenset({"administrator", "auditor"}),
    "exchange": frozenset({"administrator", "auditor"}),
    "catalogue": frozenset(EVERYBODY),
    "catalogue_counts": frozenset(EVERYBODY),
    "catalogue_new": frozenset({"editor", "administrator"}),
    "catalogue_transfer": frozenset({"editor", "administrator"}),
    "calendar": frozenset({"administrator"}),
    "calendar_decide": frozenset({"administrator"}),
    "office_hours": frozenset({"administrator"}),
    "readings": frozenset({"auditor"}),
    "identities": frozenset({"administrator"}),
    "kin": frozenset(EVERYBODY),
    "reception_calendar": WATCHERS | PETITIONS | {"leader", "stranger_leader"},
    "reception_plan": RECEIVING,
    "reception_book": RECEIVING,
    "reception_forwarded": RECEIVING | {"auditor"},
    "reception_today": RECEIVING | {"auditor"},
    "reception_record": RECEIVING,
    "reception_register": RECEIVING | {"auditor"},
    "conclusions": RECEIVING | {"auditor"},
    "reception_conclude": RECEIVING,
    "reception_tasks": RECEIVING | {"auditor", "head", "leader", "stranger_head", "stranger_leader"},
    "reception_desk": RECEIVING,
    "petitions": WATCHERS | DIVISIONS | PETITIONS,
    "petition_enter": frozenset({"reception", "stranger_reception"}),
    "petition_media": WATCHERS | DIVISIONS | PETITIONS,
    "petition_letters": frozenset({"reception", "stranger_reception"}),
}
"""Pages about no single dossier, and whom each is for; everyone else is told so (403)."""
SEE_IT = HANDLERS | WATCHERS
"""Who sees a dossier of ours; for everyone else it does not exist (404)."""
ABOUT_ONE = {"dossier", "done", "paper", "attachment", "act"}
ABOUT_OTHER_THINGS: dict[str, str] = {
    **dict.fromkeys(
        ("sealed", "sealed_case", "sealed_whole", "sealed_piece", "sealed_act", "sealed_identity", "sealed_keys")
        + ("sealed_identities", "sealed_answer", "sealed_key_make", "sealed_key_confirm", "sealed_key_retire")
        + ("sealed_recovery_ask", "sealed_recovery", "sealed_recovery_agree", "sealed_recovery_end")
        + ("sealed_halves", "sealed_hand_over", "sealed_takes"),
        "tests/web/desk/sealed/test_reading.py",
    ),
    "sealed_told": "tests/web/desk/sealed/test_told.py",
    **dict.fromkeys(
        ("fee", "fee_code", "fee_act", "fee_add", "payment_slip", "payment_reverse", "line", "fee_account_act")
        + ("reversal_act",),
        "tests/web/desk/payments/test_fees.py",
    ),
    "unit": "tests/web/desk/org/test_units.py",
    "unit_act": "tests/web/desk/org/test_units.py",
    "seat": "tests/web/desk/org/test_units.py",
    "person": "tests/web/desk/org/test_units.py",
    "handed": "tests/web/desk/org/test_handing.py",
    "minutes": "tests/web/desk/org/test_handing.py",
    "notice": "tests/web/desk/notices/test_outbox.py",
    "parcel": "tests/web/desk/exchange/test_exchange.py",
    "held": "tests/web/desk/exchange/test_exchange.py",
    "catalogue_procedure": "tests/web/desk/procedures/test_catalogue.py",
    "catalogue_draft": "tests/web/desk/procedures/test_catalogue.py",
    "catalogue_section": "tests/web/desk/procedures/test_catalogue.py",
    "catalogue_compare": "tests/web/desk/procedures/test_catalogue.py",
    "catalogue_publish": "tests/web/desk/procedures/test_catalogue.py",
    "catalogue_cancel": "tests/web/desk/procedures/test_catalogue.py",
    "catalogue_end": "tests/web/desk/procedures/test_catalogue.py",
    "leader_csv": "tests/web/desk/dossiers/test_leader.py",
    "calendar_withdraw": "tests/web/desk/org/test_calendar.py",
    **dict.fromkeys(
        ("visit", "visit_act", "visit_paper", "conclusion", "conclusion_paper", "reception_task"),
        "tests/web/desk/reception/test_visits.py",
    ),
    **dict.fromkeys(
        ("petition", "petition_act", "petition_paper", "petition_file"), "tests/web/desk/petitions/test_pages.py"
    ),
    **dict.fromkeys(
        ("petition_compare", "petition_duplicates", "petition_publication", "petition_public_file"),
        "tests/web/desk/petitions/test_recommendation_pages.py",
    ),
    "petition_letter": "tests/web/desk/petitions/test_intake_pages.py",
    **dict.fromkeys(
        ("reception_session", "reception_session_act", "reception_booking"), "tests/web/desk/reception/test_calendar.py"
    ),
}
"""Pages about one thing that is no dossier (a unit, a version, a charge): the file that tests whom they open to."""


def address(name: str, code: str) -> list[str]:
    """The addresses of a page; a page about one dossier is asked for `code`."""
    return {
        "dossier": [f"/ho-so/{code}/"],
        "done": [f"/ho-so/{code}/xong/"],
        "paper": [f"/ho-so/{code}/giay/receipt/"],
        "attachment": [f"/ho-so/{code}/tep/1/"],
        "act": [f"/ho-so/{code}/{act.slug}/" for act in ACTS.values()],
    }[name]


def pages() -> dict[str, str]:
    """Every named page of the desk with its pattern."""
    return {str(p.name): str(p.pattern) for p in urlpatterns if isinstance(p, URLPattern)}


def test_every_page_has_its_line_in_the_matrix() -> None:
    assert set(pages()) == set(OPEN_TO) | ABOUT_ONE | set(ABOUT_OTHER_THINGS)
    assert [path for path in ABOUT_OTHER_THINGS.values() if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("who", WALKING)
def test_a_page_opens_for_those_it_is_for_and_for_nobody_else(sit: Any, cast: Cast, who: str) -> None:
    browser = sit(getattr(cast, who))
    # who has to do with no dossier is led from the queue to the petitions
    answered = {name: browser.get(f"/{pages()[name]}", follow=name == "queue").status_code for name in OPEN_TO}
    assert answered == {name: 200 if who in roles else 403 for name, roles in OPEN_TO.items()}


@pytest.mark.parametrize("who", WALKING)
def test_a_dossier_is_there_for_those_it_exists_for_and_for_nobody_else(sit: Any, cast: Cast, who: str) -> None:
    code = builders.assigned(cast).code
    browser = sit(getattr(cast, who))
    answered = {name: browser.get(address(name, code)[0]).status_code for name in sorted(ABOUT_ONE - {"act"})}
    expected = {"attachment": 404, "done": 403, "dossier": 404, "paper": 404}
    if who in SEE_IT:
        expected |= {"dossier": 200, "paper": 200}
    if who in OPEN_TO["receive"]:  # the page right after receiving: by now the dossier has moved on
        expected["done"] = 302 if who in SEE_IT else 404
    assert answered == expected


@pytest.mark.parametrize("who", WALKING)
def test_no_act_is_open_to_who_may_not_make_it(sit: Any, cast: Cast, who: str) -> None:
    """Reading says so, pressing changes nothing: 404 for strangers, 403 for those who only read, 409 for the rest."""
    from liemchinh.dossiers import queries, rules
    from tests.web.desk.conftest import TODAY

    made = builders.assigned(cast)
    member = getattr(cast, who)
    place = queries.place_of(made)
    open_now = {move.verb for move in rules.moves_open_to(member.actor, place)}
    browser = sit(member)
    for verb, path in zip(ACTS, address("act", made.code), strict=True):
        read = browser.get(path).status_code
        if who not in SEE_IT:
            assert read == 404, path
        elif who in WATCHERS:
            assert read == 403, path
        else:
            assert read == (200 if verb in open_now else 409), path
        sent = browser.post(path, {}).status_code
        assert sent == (422 if verb in open_now else read), f"{path}: a form without its facts"
    after = queries.handled_by(cast.auditor.actor, code=made.code, at=TODAY)
    assert after.step == made.step


def test_nobody_signed_in_is_led_to_the_door_from_everywhere(desk: Client, cast: Cast) -> None:
    code = builders.assigned(cast).code
    everything = [f"/{pages()[name]}" for name in OPEN_TO]
    everything += [path for name in sorted(ABOUT_ONE) for path in address(name, code)]
    for path in everything:
        for answer in (desk.get(path), desk.post(path, {})):
            assert answer.status_code == 302 or (
                answer.status_code == 405 and answer.request["REQUEST_METHOD"] == "POST"
            )
            if answer.status_code == 302:
                assert answer["Location"].startswith("/tai-khoan/vao/?next="), path


def test_an_account_without_a_seat_opens_nothing(sit: Any, cast: Cast, django_user_model: Any) -> None:
    nobody = django_user_model.objects.create(username="nguoi-ngoai")
    browser = sit(cast.receiver)
    browser.force_login(nobody)
    code = builders.assigned(cast).code
    everything = [f"/{pages()[name]}" for name in OPEN_TO]
    everything += [path for name in sorted(ABOUT_ONE) for path in address(name, code)]
    assert {browser.get(path).status_code for path in everything} == {403}
