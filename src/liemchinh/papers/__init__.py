"""Official papers as PDF: plain values in, bytes out. No Django, no clock, no network."""

from liemchinh.papers.forms import (
    Acknowledgement,
    ApologyLetter,
    Applicant,
    Component,
    Contacts,
    ControlSlip,
    Handover,
    Letterhead,
    LookUp,
    Paper,
    Principal,
    Promise,
    Receipt,
    RefusalSlip,
    Signatory,
    StopNotice,
    SupplementSlip,
)
from liemchinh.papers.press import Size, families, preview, render
from liemchinh.papers.qr import carries, qr_svg

__all__ = [
    "Acknowledgement",
    "ApologyLetter",
    "Applicant",
    "Component",
    "Contacts",
    "ControlSlip",
    "Handover",
    "Letterhead",
    "LookUp",
    "Paper",
    "Principal",
    "Promise",
    "Receipt",
    "RefusalSlip",
    "Signatory",
    "Size",
    "StopNotice",
    "SupplementSlip",
    "carries",
    "families",
    "preview",
    "qr_svg",
    "render",
]
