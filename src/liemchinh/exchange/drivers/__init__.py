"""The ways by which parcels leave: one description of the connection, one secret, one carrier."""

from liemchinh.exchange.drivers.configured import carrier, connected, folder
from liemchinh.exchange.drivers.files import Folder, Written, take_away
from liemchinh.exchange.drivers.web import Portal

__all__ = ["Folder", "Portal", "Written", "carrier", "connected", "folder", "take_away"]
