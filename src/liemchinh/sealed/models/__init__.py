"""Stores keys, cases and what is sealed in them. Only ciphertext, codes, hashes and days: never a word of a report."""

from liemchinh.sealed.models.cases import Case, CaseAct, Piece, Wrap
from liemchinh.sealed.models.identity import IdentityAnswer, IdentityRequest, Share
from liemchinh.sealed.models.keys import RecipientKey, Recovery
from liemchinh.sealed.models.log import Batch, Trouble
from liemchinh.sealed.models.protection import Protection, ProtectionCheck, Retaliation

__all__ = [
    "Batch",
    "Case",
    "CaseAct",
    "IdentityAnswer",
    "IdentityRequest",
    "Piece",
    "Protection",
    "ProtectionCheck",
    "RecipientKey",
    "Recovery",
    "Retaliation",
    "Share",
    "Trouble",
    "Wrap",
]
