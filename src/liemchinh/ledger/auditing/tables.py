"""How a room declares its tables to the audit: which columns the log tells, by which key, and what it leaves out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import DateField, Model, Q

from liemchinh.ledger.auditing.findings import Notebook
from liemchinh.ledger.rules.writing import Block, Row, token


@dataclass(frozen=True)
class Table:
    """One table whose rows the entries of the log tell, column by column.

    `key` are the columns by which an entry names a row; `numbers` those that number or name it for people: a change
    there is a renumbering. `left_out` says for each column that no entry tells why not. `entry` holds when the row
    points to the entry that made it, `link` when it keeps the end of a thread (`tag`, `step`, `leaf`). `only` are
    the rows that entries tell, where not all are.
    """

    model: type[Model]
    key: tuple[str, ...] = ("id",)
    numbers: frozenset[str] = frozenset()
    left_out: Mapping[str, str] = field(default_factory=dict)
    entry: bool = False
    link: bool = False
    only: Q | None = None
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        every = [column.attname for column in self.model._meta.concrete_fields]
        strangers = (set(self.left_out) | set(self.key) | self.numbers) - set(every)
        if strangers:
            raise ValueError(f"{self.name} has no columns {sorted(strangers)}")
        hidden = {"entry_id"} if self.entry else set()
        told = (name for name in every if name not in self.left_out and name not in self.key and name not in hidden)
        object.__setattr__(self, "columns", tuple(told))

    @property
    def name(self) -> str:
        """The table's name in the database and in the records."""
        return self.model._meta.db_table

    def is_moment(self, column: str) -> bool:
        """Whether the column holds a day or an instant."""
        return isinstance(self.model._meta.get_field(column), DateField)  # instants are a kind of them in Django

    def key_of(self, row: Model) -> str:
        """The key under which entries name this row."""
        return "/".join(str(token(row.__dict__[name])) for name in self.key)

    def told(self, row: Model) -> Row:
        """The whole row as an entry tells it. It must have been saved: what a default fills in is told too."""
        held = row.__dict__
        return self.name, self.key_of(row), {name: token(held[name]) for name in self.columns}

    def block(self, rows: Iterable[Model]) -> Block:
        """All these rows as one block of an entry."""
        told = {self.key_of(row): [token(row.__dict__[name]) for name in self.columns] for row in rows}
        return self.name, self.columns, told

    def changed(self, row: Model, before: Mapping[str, Any]) -> dict[str, Any]:
        """Tokens of the columns that differ from `before` (a copy of the row's values when it was loaded)."""
        held = row.__dict__
        return {name: token(held[name]) for name in self.columns if held[name] != before[name]}


class Numbers(Protocol):
    """The numbers a room gives out in series, made anew for each audit."""

    table: str
    """The table that keeps the last number of each series."""

    def of_row(self, columns: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
        """Series and number that a row's columns (as told) show."""

    def of_public(self, public: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
        """The same, from the public part of a thread's first entry, where the record is gone."""

    def given(self) -> Mapping[str, int]:
        """The last number of each series."""

    def is_consecutive(self, series: str) -> bool:
        """Whether no number of this series may be missing."""


@dataclass(frozen=True)
class Threaded:
    """A table whose every row has a thread of entries of its own, with the tables that hang on it.

    The row keeps the thread's end itself (`tag`, `step`, `leaf`: checked against the thread, told by no entry).
    `name` is the column by which people know a row, and by which it is found again when its tag was changed; `parts`
    are (table, column that points to the row). `files` is the part whose key is the hash of a kept file. `numbers`
    makes what reads the numbers that were given out.
    """

    head: Table
    name: str
    parts: tuple[tuple[Table, str], ...] = ()
    files: str = ""
    numbers: Callable[[], "Numbers"] | None = None


@dataclass(frozen=True)
class Testimony:
    """Everything one room declares: threads, other tables told by entries, and tables that no entry tells, with why.

    `checks` look at what no single row shows, as the hash over many rows, and write what they find into the notebook.
    """

    room: str
    threads: tuple[Threaded, ...] = ()
    tables: tuple[Table, ...] = ()
    left_out: Mapping[type[Model], str] = field(default_factory=dict)
    checks: tuple[Callable[[Notebook], None], ...] = ()

    def models(self) -> set[type[Model]]:
        """Every model that is declared, told or left out."""
        heads = {table.model for thread in self.threads for table in (thread.head, *(part for part, _ in thread.parts))}
        return heads | {table.model for table in self.tables} | set(self.left_out)
