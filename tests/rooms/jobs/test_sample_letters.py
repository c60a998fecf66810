"""The demo's petitions and visits are made by the verbs of the rooms, and the audit is silent over them."""

from liemchinh.jobs import sample_letters
from liemchinh.jobs.audit import look
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import published
from tests import builders
from tests.cast import Cast


def test_the_demo_has_a_letter_in_every_stage_and_the_audit_is_silent(cast: Cast) -> None:
    sample_letters.write(builders.at("2026-11-20 15:00"))
    states = set(Petition.objects.values_list("state", flat=True))
    assert {rules.State.RECEIVED, rules.State.ACCEPTED, rules.State.DECIDED, rules.State.FORWARDED} <= states
    assert Petition.objects.filter(restricted=True, state=rules.State.ACCEPTED).count() == 1
    assert published.shown().count() == 1
    assert look(signer=False).found == {}
