"""Stores."""

from liemchinh.reception.models.sessions import Booking, RegularDesk, Session

__all__ = ["Booking", "RegularDesk", "Session"]
