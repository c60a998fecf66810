"""What the desk says of the way back: the chosen way first, whether results are electronic here, news of the post."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.rules.returning import POST_NEWS
from liemchinh.dossiers.services.esigning import issues_electronic
from liemchinh.face.shapes import Fact
from liemchinh.kernel.days import short_day

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier


def returning_said(verb: str, dossier: "Dossier") -> list[str]:
    """What to know before issuing or returning: the applicant's choice, and what is not set up here."""
    sentences = gettext
    way = rules.Return(dossier.return_method)
    said = []
    if verb in ("give_back", "issue", "choose_return"):
        chosen = sentences(rules.RETURN_NAMES[way])
        address = f": {dossier.return_at}" if way is rules.Return.POST and dossier.return_at else ""
        said.append(gettext("Người nộp đã chọn: {way}.").format(way=f"{chosen}{address}"))
    if verb == "give_back" and way is rules.Return.ONLINE:
        if queries.result_of(dossier) is not None:
            said.append(
                gettext(
                    "Bản điện tử đã sẵn trên trang theo dõi; người nộp mở bằng mã bí mật thì hệ thống ghi là đã trả. "
                    "Chỉ làm trang này khi trao bản giấy."
                )
            )
        else:
            said.append(gettext("Chưa có bản điện tử nào được phát hành. Văn thư thêm được ở “Thêm kết quả điện tử”."))
    if verb in ("issue", "add_result", "choose_return") and not issues_electronic():
        said.append(
            gettext(
                "Cơ quan chưa cài khóa ký số nên chưa phát hành kết quả điện tử; tệp chưa ký không được trao thay kết "
                "quả. Người vận hành xem “Kết quả điện tử” trong tài liệu."
            )
        )
    return said


def return_facts(dossier: "Dossier") -> list[Fact]:
    """How the result is to be had or was had, for the page of the dossier."""
    sentences = gettext
    way = rules.Return(dossier.return_method)
    words = sentences(rules.RETURN_NAMES[way])
    facts = [Fact(gettext("Cách nhận kết quả"), f"{words}: {dossier.return_at}" if dossier.return_at else words)]
    if way is rules.Return.POST and dossier.state == rules.State.RETURNED and dossier.erased_at is None:
        sent = queries.posted_of(dossier)
        if sent is not None:
            news = sentences(POST_NEWS[sent.news]) if sent.news else gettext("Chưa có tin của bưu điện")
            day = f", {short_day(sent.on)}" if sent.on else ""
            facts.append(Fact(gettext("Bưu gửi"), f"{sent.carrier}, {sent.tracking}. {news}{day}"))
    return facts
