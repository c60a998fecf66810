"""Stores."""

from liemchinh.reception.models.conclusions import Conclusion, ReceptionTask
from liemchinh.reception.models.following import EvidenceItem, EvidenceReceipt, Refusal, VisitDuty
from liemchinh.reception.models.sessions import Booking, RegularDesk, Session
from liemchinh.reception.models.visits import Matter, Visit, VisitChange, VisitCounter, Visitor

__all__ = [
    "Booking",
    "Conclusion",
    "EvidenceItem",
    "EvidenceReceipt",
    "Matter",
    "ReceptionTask",
    "Refusal",
    "RegularDesk",
    "Session",
    "Visit",
    "VisitChange",
    "VisitCounter",
    "VisitDuty",
    "Visitor",
]
