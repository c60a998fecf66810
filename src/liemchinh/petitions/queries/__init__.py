"""Shows petitions: every function takes an actor or a scope and returns only what it covers."""

from liemchinh.petitions.queries.fetch import conflicted as conflicted
from liemchinh.petitions.queries.fetch import handled_by as handled_by
from liemchinh.petitions.queries.fetch import happened as happened
from liemchinh.petitions.queries.fetch import last_event as last_event
from liemchinh.petitions.queries.fetch import of_citizen as of_citizen
from liemchinh.petitions.queries.fetch import office_of as office_of
from liemchinh.petitions.queries.fetch import place_of as place_of
from liemchinh.petitions.queries.fetch import rows as rows
from liemchinh.petitions.queries.fetch import scope as scope
from liemchinh.petitions.queries.fetch import visible as visible
