"""The media mailbox: what the press passed on, who was answered, how many; as a table, and as CSV."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.petitions.media import PeriodForm
from liemchinh.desk.petitions.register import READERS
from liemchinh.desk.petitions.rows import chip_of
from liemchinh.face.sheets import csv_answer
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import shown
from liemchinh.org.services import note_reading
from liemchinh.petitions import rules
from liemchinh.petitions.queries.media import Media, media_of


@require_safe
@seated(*READERS)
def media(request: HttpRequest) -> HttpResponse:
    """Hộp thư báo chí: đơn thư báo, đài chuyển trong kỳ, đã trả lời hay chưa, số đếm theo báo; tải CSV."""
    actor, at = actor_of(request), timezone.now()
    form = PeriodForm(request.GET, default=str(local_day(at).year))
    period = form.period()
    found = media_of(actor, period=period, at=at)
    is_csv = request.GET.get("tai") == "csv"
    kind = "export" if is_csv else "list"
    note_reading(actor=actor, kind=kind, subject="petitions.media", words=period.name, found=found.received, at=at)
    if is_csv:
        return csv_answer(f"hop-thu-bao-chi-{period.name}", _sheet(found))
    context = {
        "form": form,
        "period": period,
        "media": found,
        "lines": [(item, chip_of(item.petition, at=at)) for item in found.items],
        "csv": f"?ky={period.name}&tai=csv",
    }
    return render(request, "desk/petitions/media.html", context)


def _sheet(found: Media) -> list[list[object]]:
    head = [gettext("Mã đơn"), gettext("Ngày nhận"), gettext("Báo, đài"), gettext("Văn bản chuyển")]
    head += [gettext("Nội dung"), gettext("Trạng thái"), gettext("Kết quả"), gettext("Báo lại nơi chuyển")]
    rows: list[list[object]] = [list(head)]
    for item in found.items:
        petition = item.petition
        rows.append(
            [
                petition.code,
                short_day(local_day(petition.received_at)),
                item.outlet,
                petition.source_document,
                petition.subject,
                shown(rules.STATE_NAMES[rules.State(petition.state)]),
                petition.result_number,
                item.document,
            ]
        )
    return rows
