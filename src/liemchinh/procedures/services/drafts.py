"""Writing a draft: started from what is in force or from nothing, saved section by section, dropped.

A draft binds nobody, so none of these verbs writes into the log; publishing does (`publishing`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.procedures import queries, rules
from liemchinh.procedures.models import VersionDraft

LONGEST_NAME = 1000


@transaction.atomic
def start_draft(*, code: str, by: Actor, at: datetime, name: str = "") -> VersionDraft:
    """The draft of a procedure, started from its newest version; for a procedure never published, from its `name`.

    A draft that is there already is given back as it is. Raises NotFound for an unknown code without a name, Refused
    for who may not edit the catalogue, and for a name given to a procedure that exists.
    """
    rules.check_may_edit(by)
    there = VersionDraft.objects.filter(code=code).first()
    if there is not None and not name:
        return there
    newest = queries.newest_version(code)
    if name and (there is not None or newest is not None):
        raise Refused("procedures.code_taken", gettext_noop("Mã {number} đã có trong danh mục."), number=code)
    if newest is None and not name:
        raise NotFound(code)
    if name:
        rules.check_code(code)
    content = queries.blank_content(name) if newest is None else queries.content_of(newest)
    draft = VersionDraft(code=code, based_on=newest, started_at=at)
    return _keep(draft, content, by=by, at=at)


@transaction.atomic
def save_draft(
    *,
    code: str,
    seen: int,
    by: Actor,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    parts: Mapping[str, list[dict[str, Any]]] | None = None,
) -> VersionDraft:
    """Put these values and whole parts into the draft; `seen` is the revision that the editor had before them.

    Raises NotFound without a draft, Refused `procedures.draft_moved` when somebody saved in between, and for a value
    or part that no version has.
    """
    rules.check_may_edit(by)
    draft = _locked(code)
    _check_seen(draft, seen)
    strangers = (set(values or ()) - set(queries.VALUES)) | (set(parts or ()) - set(queries.COLUMNS))
    strangers |= {name for part, rows in (parts or {}).items() for row in rows for name in row} - {
        name for columns in queries.COLUMNS.values() for name in columns
    }
    if strangers:
        sentence = gettext_noop("Phiên bản thủ tục không có {names}.")
        raise Refused("procedures.unknown_part", sentence, names=", ".join(sorted(strangers)))
    content = {**draft.content, **(parts or {}), "values": {**draft.content["values"], **(values or {})}}
    draft.revision += 1
    return _keep(draft, content, by=by, at=at)


@transaction.atomic
def drop_draft(*, code: str, seen: int, by: Actor, at: datetime) -> None:
    """Throw the draft away, as it was seen. Raises NotFound without one, Refused when somebody saved in between."""
    rules.check_may_edit(by)
    draft = _locked(code)
    _check_seen(draft, seen)
    draft.delete()


def _locked(code: str) -> VersionDraft:
    draft = VersionDraft.objects.select_for_update().filter(code=code).first()
    if draft is None:
        raise NotFound(code)
    return draft


def _check_seen(draft: VersionDraft, seen: int) -> None:
    if draft.revision != seen:
        sentence = gettext_noop("Dự thảo đã được lưu ở nơi khác. Xem lại bản mới nhất rồi sửa tiếp.")
        raise Refused("procedures.draft_moved", sentence)


def _keep(draft: VersionDraft, content: dict[str, Any], *, by: Actor, at: datetime) -> VersionDraft:
    name = str(content["values"].get("name") or "")[:LONGEST_NAME]
    draft.content = content
    draft.name, draft.folded = name, fold(name)[:LONGEST_NAME]
    draft.field = str(content["values"].get("field") or "")
    draft.lacking = len(rules.missing_parts(content))
    draft.by, draft.saved_at = by.code, at
    draft.save()
    return draft
