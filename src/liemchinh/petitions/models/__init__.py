"""Stores petitions, who sent them, their events, files and duties. Nothing is decided here."""

from liemchinh.petitions.models.petition import Counter as Counter
from liemchinh.petitions.models.petition import Duty as Duty
from liemchinh.petitions.models.petition import Petition as Petition
from liemchinh.petitions.models.petition import PetitionEvent as PetitionEvent
from liemchinh.petitions.models.petition import Petitioner as Petitioner
from liemchinh.petitions.models.petition import PetitionFile as PetitionFile
