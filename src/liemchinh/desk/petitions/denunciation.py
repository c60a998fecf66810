"""What a denunciation adds to its page: what was accepted, extensions, withdrawals, the conclusion and what follows."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from liemchinh.face.shapes import Fact
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import joined, shown
from liemchinh.petitions import queries, rules
from liemchinh.petitions.queries import recusal
from liemchinh.petitions.rules import denunciations as law

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition, PetitionEvent

TEMPLATE = "desk/petitions/panel_denunciation.html"


def panel(petition: "Petition", actor: Actor, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """The panel of a denunciation; None for any other petition."""
    if petition.content != rules.Content.DENUNCIATION:
        return None
    events = list(petition.events.order_by("step"))
    why = recusal.must_climb(petition, on=local_day(at)) if petition.state in rules.UNHANDLED else None
    return TEMPLATE, {
        "facts": list(_facts(petition, events)),
        "climb": rules.recusal.CLIMB_NAMES[why] if why is not None else "",
        "followed": [event for event in events if event.verb == "report_following"],
        "knows": queries.denunciations.knows_who(actor, petition),
    }


def _facts(petition: "Petition", events: "list[PetitionEvent]") -> Iterator[Fact]:
    """One line for each thing that has been found or done, in the order of the law."""
    for event in events:
        told, document = event.facts, event.facts.get("document", "")
        match event.verb:
            case "renew_denunciation":
                earlier = f" ({told['earlier']})" if told["earlier"] else ""
                yield Fact(gettext("Tố cáo tiếp"), shown(law.RENEWALS[told["reason_code"]]) + earlier)
            case "propose_denunciation":
                yield Fact(gettext("Đề xuất"), f"{shown(law.PROPOSALS[told['proposal']])}. {event.reason}")
            case "accept_denunciation":
                yield Fact(gettext("Quyết định thụ lý"), document)
                yield Fact(gettext("Nội dung được thụ lý"), told["matter"])
            case "verify_denunciation":
                yield Fact(gettext("Giao xác minh"), f"{document}. {event.reason}")
            case "report_denunciation":
                suggested = shown(law.VERDICT_NAMES[law.Verdict(told["suggested"])])
                yield Fact(gettext("Báo cáo xác minh"), f"{document}. {suggested}")
                yield Fact(gettext("Kết quả xác minh"), told["verified"])
            case "extend_denunciation":
                names = joined("; ", [law.CRITERIA[code] for code in told["criteria"]])
                words = gettext("{days} ngày, {document}. {criteria}")
                yield Fact(
                    gettext("Gia hạn lần {time}").format(time=told["time"]),
                    words.format(days=told["days"], document=document, criteria=names),
                )
            case "withdraw_denunciation":
                words = gettext("{count} người. {scope}").format(
                    count=len(told["withdrawn"]), scope=shown(law.SCOPES[told["scope"]])
                )
                signs = joined("; ", [law.STILL_SETTLED[code] for code in told["signs"]])
                yield Fact(gettext("Rút tố cáo"), f"{words}. {signs}" if signs else words)
            case "keep_lead":
                yield Fact(gettext("Nguồn tin thanh tra, kiểm tra"), f"{told['body']}. {told['subject']}")
            case "conclude_denunciation":
                verdict = shown(law.VERDICT_NAMES[law.Verdict(told["verdict"])])
                yield Fact(gettext("Kết luận"), f"{verdict}, {document}")
            case "act_on_denunciation":
                names = joined("; ", [law.MEASURES[code] for code in told["measures"]])
                yield Fact(gettext("Xử lý kết luận"), f"{names}. {told['words']}" if told["words"] else names)
            case "publish_denunciation":
                yield Fact(gettext("Công khai"), _published(told))
            case "follow_denunciation":
                yield Fact(gettext("Theo dõi thực hiện"), shown(law.FOLLOWERS[told["body"]]))


def _published(told: dict[str, Any]) -> str:
    ways = joined("; ", [law.PUBLICATION_FORMS[code] for code in told["form"]])
    said = f"{ways}. {told['posted']}"
    if not told["until"]:
        return said
    until = gettext("Giữ đến hết {day}.").format(day=short_day(date.fromisoformat(told["until"])))
    return f"{said}. {until}"
