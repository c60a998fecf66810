"""The hub of the desk: every page that is not everyday work, in groups, only the ways that this person may go."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.frame import HANDLERS
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.words import gettext_noop


@dataclass(frozen=True)
class Way:
    """One page: its group, its name, what it is for, its address by name, and who may go there (empty: all seated)."""

    group: str
    word: str
    about: str
    url: str
    roles: tuple[Role, ...]


GROUPS = {
    "petitions": gettext_noop("Tiếp công dân, đơn thư"),
    "follow": gettext_noop("Theo dõi và báo cáo"),
    "fees": gettext_noop("Phí, lệ phí"),
    "catalogue": gettext_noop("Danh mục thủ tục"),
    "house": gettext_noop("Đơn vị, người và lịch"),
    "running": gettext_noop("Vận hành"),
    "audit": gettext_noop("Kiểm tra"),
}

WAYS: tuple[Way, ...] = (
    Way(
        "petitions",
        gettext_noop("Sổ đơn"),
        gettext_noop("Đơn từ mọi nguồn: chờ tôi, quá hạn, để lâu; lọc theo loại, nguồn, kỳ, chữ trong đơn."),
        "desk:petitions",
        (
            *(Role.RECEPTION, Role.CHAIR, Role.INSPECTOR, Role.HEAD, Role.SPECIALIST),
            *(Role.CLERK, Role.AUDITOR, Role.OVERSEER),
        ),
    ),
    Way(
        "petitions",
        gettext_noop("Hộp thư báo chí"),
        gettext_noop("Đơn thư báo, đài chuyển đến: đã trả lời, chưa trả lời, số đếm theo báo; tải CSV."),
        "desk:petition_media",
        (
            *(Role.RECEPTION, Role.CHAIR, Role.INSPECTOR, Role.HEAD, Role.SPECIALIST),
            *(Role.CLERK, Role.AUDITOR, Role.OVERSEER),
        ),
    ),
    Way(
        "petitions",
        gettext_noop("Thư để riêng"),
        gettext_noop("Thư điện tử chưa thành đơn (trả lời tự động, thư hỏng, thư rác): vào sổ hoặc bỏ, có lý do."),
        "desk:petition_letters",
        (Role.RECEPTION,),
    ),
    Way(
        "petitions",
        gettext_noop("Tin niêm phong"),
        gettext_noop("Tin mà khóa của anh/chị mở được, khóa, yêu cầu mở danh tính."),
        "desk:sealed",
        (Role.SEALED, Role.INSPECTOR, Role.CHAIR, Role.CUSTODIAN),
    ),
    Way(
        "petitions",
        gettext_noop("Ghi lời kể vào kênh niêm phong"),
        gettext_noop("Người đến kể hoặc gọi điện mà không viết được: niêm phong ngay, in phiếu mã cho họ."),
        "desk:sealed_told",
        (Role.RECEPTION, Role.SEALED),
    ),
    Way(
        "follow",
        gettext_noop("Cần xem khi đọc tỷ lệ đúng hạn"),
        gettext_noop("Rút rồi nộp lại, bổ sung cuối hạn, mở lại, vào sổ hàng loạt: từng hồ sơ, không kết luận về ai."),
        "desk:gaming",
        (Role.LEADER, Role.HEAD, Role.AUDITOR, Role.OVERSEER),
    ),
    Way(
        "follow",
        gettext_noop("Sổ theo dõi hồ sơ (mẫu 07)"),
        gettext_noop("Hồ sơ đã tiếp nhận của một kỳ, ai nhận kết quả, bằng cách nào; tải PDF, XLSX."),
        "desk:register",
        (Role.RECEIVER, Role.CLERK, Role.LEADER, Role.AUDITOR, Role.OVERSEER),
    ),
    Way(
        "follow",
        gettext_noop("Nộp trực tuyến, chờ kiểm tra"),
        gettext_noop("Hồ sơ nộp qua mạng chờ Bộ phận Một cửa trả lời; trễ hạn đứng trên."),
        "desk:online",
        (Role.RECEIVER, Role.LEADER),
    ),
    Way(
        "follow",
        gettext_noop("Giúp người dân nộp trực tuyến"),
        gettext_noop("Mở một hồ sơ trống tại máy của Bộ phận Một cửa; người giúp được ghi lại."),
        "desk:assist",
        (Role.RECEIVER,),
    ),
    Way(
        "petitions",
        gettext_noop("Tiếp công dân hôm nay"),
        gettext_noop("Người đã hẹn, ghi lượt tiếp vào sổ, việc còn phải trả lời người đến."),
        "desk:reception_today",
        (Role.RECEPTION, Role.CHAIR, Role.AUDITOR),
    ),
    Way(
        "petitions",
        gettext_noop("Sổ tiếp công dân (mẫu 03/TCD)"),
        gettext_noop("Lượt tiếp của một kỳ theo mười hai cột, số đếm của kỳ; tải PDF, XLSX, CSV."),
        "desk:reception_register",
        (Role.RECEPTION, Role.CHAIR, Role.AUDITOR),
    ),
    Way(
        "petitions",
        gettext_noop("Kết luận tiếp công dân"),
        gettext_noop("Thông báo kết luận của người đứng đầu, nơi đã gửi, việc giao chưa xong."),
        "desk:conclusions",
        (Role.RECEPTION, Role.CHAIR, Role.AUDITOR),
    ),
    Way(
        "petitions",
        gettext_noop("Việc giao sau tiếp công dân"),
        gettext_noop("Việc người đứng đầu giao khi tiếp dân: quá hạn, đang làm; ghi văn bản kết quả."),
        "desk:reception_tasks",
        (Role.RECEPTION, Role.CHAIR, Role.HEAD, Role.LEADER, Role.AUDITOR),
    ),
    Way(
        "petitions",
        gettext_noop("Nơi nhận chưa báo kết quả"),
        gettext_noop("Vụ việc đã chuyển sau tiếp công dân mà chưa ai báo đã giải quyết thế nào."),
        "desk:reception_forwarded",
        (Role.RECEPTION, Role.CHAIR, Role.AUDITOR),
    ),
    Way(
        "petitions",
        gettext_noop("Lịch tiếp công dân"),
        gettext_noop("Lập, niêm yết, lùi, hủy buổi tiếp; còn thiếu ngày nào theo luật; lịch hẹn của người dân."),
        "desk:reception_calendar",
        (Role.RECEPTION, Role.CHAIR, Role.INSPECTOR, Role.LEADER, Role.AUDITOR, Role.OVERSEER),
    ),
    Way(
        "fees",
        gettext_noop("Khoản phải nộp"),
        gettext_noop("Khoản chưa nộp, chờ xác định số tiền, chờ quyết định hoàn; thu tiền mặt, miễn giảm."),
        "desk:fees",
        (Role.CASHIER, Role.LEADER, Role.AUDITOR, Role.OVERSEER),
    ),
    Way(
        "fees",
        gettext_noop("Phiếu thu chờ xác nhận hủy"),
        gettext_noop("Phiếu tiền mặt ghi nhầm: một người đề nghị, lãnh đạo hoặc thủ quỹ khác xác nhận."),
        "desk:reversals",
        (Role.CASHIER, Role.LEADER, Role.AUDITOR, Role.OVERSEER),
    ),
    Way(
        "fees",
        gettext_noop("Sao kê ngân hàng"),
        gettext_noop("Nạp sao kê, ghép chuyển khoản với khoản thu, xử lý dòng chưa rõ."),
        "desk:statements",
        (Role.CASHIER,),
    ),
    Way(
        "fees",
        gettext_noop("Quyết toán"),
        gettext_noop("Tiền đã thu trong ngày, trong tháng theo cách thu; in và tải XLSX."),
        "desk:settlement",
        (Role.CASHIER, Role.LEADER, Role.AUDITOR, Role.OVERSEER),
    ),
    Way(
        "fees",
        gettext_noop("Tài khoản nhận tiền"),
        gettext_noop("Đề nghị đổi tài khoản, người thứ hai xác nhận."),
        "desk:fee_account",
        (Role.CASHIER, Role.ADMINISTRATOR, Role.LEADER),
    ),
    Way(
        "house",
        gettext_noop("Danh tính đăng nhập chung"),
        gettext_noop("Nối cán bộ với danh tính ở dịch vụ đăng nhập dùng chung."),
        "desk:identities",
        (Role.ADMINISTRATOR,),
    ),
    Way(
        "catalogue",
        gettext_noop("Danh mục thủ tục"),
        gettext_noop("Tìm, so sánh các bản, soạn dự thảo, công bố, hẹn thay đổi, bãi bỏ."),
        "desk:catalogue",
        (),
    ),
    Way(
        "catalogue",
        gettext_noop("Chuyển thẩm quyền"),
        gettext_noop("Đưa một hoặc nhiều thủ tục sang cấp khác từ một ngày, xem trước rồi mới ghi."),
        "desk:catalogue_transfer",
        (Role.EDITOR, Role.ADMINISTRATOR),
    ),
    Way(
        "catalogue",
        gettext_noop("Số thủ tục theo cấp"),
        gettext_noop("Đếm từ chính danh mục: theo cấp, theo lĩnh vực, đủ hay thiếu bộ phận."),
        "desk:catalogue_counts",
        (),
    ),
    Way(
        "follow",
        gettext_noop("Phối hợp giữa các đơn vị"),
        gettext_noop("Việc đơn vị mình được hỏi, việc mình đang hỏi đơn vị khác, hạn và câu trả lời."),
        "desk:together",
        (Role.RECEIVER, Role.HEAD, Role.SPECIALIST, Role.CLERK, Role.LEADER),
    ),
    Way(
        "house",
        gettext_noop("Quan hệ thân thích"),
        gettext_noop("Khai người thân là cán bộ, để không ai xử lý việc liên quan đến người thân của mình."),
        "desk:kin",
        (),
    ),
    Way(
        "house",
        gettext_noop("Lịch và giờ làm việc"),
        gettext_noop("Ngày nghỉ, ngày làm bù theo quyết định; giờ làm việc. Xem trước hồ sơ nào đổi ngày hẹn."),
        "desk:calendar",
        (Role.ADMINISTRATOR,),
    ),
    Way(
        "house",
        gettext_noop("Cây đơn vị"),
        gettext_noop("Mở, đổi tên, sáp nhập, chia tách, chuyển, giải thể; mã, liên hệ, vị trí công tác."),
        "desk:units",
        (Role.ADMINISTRATOR,),
    ),
    Way(
        "house",
        gettext_noop("Cán bộ"),
        gettext_noop("Ghi tên, mở và khóa tài khoản, đặt lại mật khẩu và mã xác thực."),
        "desk:people",
        (Role.ADMINISTRATOR,),
    ),
    Way(
        "house",
        gettext_noop("Bàn giao hồ sơ"),
        gettext_noop("Nghỉ, chuyển công tác: bàn giao hồ sơ của một vị trí, hai bên ký nhận, in biên bản."),
        "desk:handing",
        HANDLERS,
    ),
    Way(
        "house",
        gettext_noop("Hồ sơ chờ phòng mới"),
        gettext_noop("Hồ sơ nằm ở phòng đã kết thúc sau khi sắp xếp đơn vị: chuyển về phòng mới."),
        "desk:rehoming",
        (Role.LEADER, Role.ADMINISTRATOR),
    ),
    Way(
        "running",
        gettext_noop("Tin báo"),
        gettext_noop("Tin nào chờ, tin nào hỏng và vì sao; gửi lại, hoặc bỏ với một lý do."),
        "desk:outbox",
        (Role.ADMINISTRATOR, Role.AUDITOR),
    ),
    Way(
        "running",
        gettext_noop("Cổng dịch vụ công quốc gia"),
        gettext_noop("Gói nào đã tới Cổng, gói nào vướng và vì sao; hồ sơ nhận về, tệp để riêng."),
        "desk:exchange",
        (Role.ADMINISTRATOR, Role.AUDITOR),
    ),
    Way(
        "audit",
        gettext_noop("Nhật ký lượt xem"),
        gettext_noop("Ai đã mở, tìm, xuất dữ liệu của hồ sơ nào, ngày nào."),
        "desk:readings",
        (Role.AUDITOR,),
    ),
    Way(
        "audit",
        gettext_noop("Ai đã mở tin niêm phong"),
        gettext_noop("Người đọc nào đã mở, tải tin nào, ngày nào; không có nội dung."),
        "desk:sealed_takes",
        (Role.AUDITOR,),
    ),
)


def ways_of(actor: Actor) -> list[tuple[str, list[Way]]]:
    """The groups with the ways that `actor` may go; groups without any are left out."""
    shown = []
    for key, name in GROUPS.items():
        ways = [way for way in WAYS if way.group == key and (not way.roles or actor.has(*way.roles))]
        if ways:
            shown.append((name, ways))
    return shown


@require_safe
@seated()
def manage(request: HttpRequest) -> HttpResponse:
    """Quản lý: mọi trang không thuộc việc hằng ngày, theo nhóm, chỉ những trang người này được mở."""
    groups = [
        (name, [(way.word, way.about, reverse(way.url)) for way in ways]) for name, ways in ways_of(actor_of(request))
    ]
    return render(request, "desk/manage.html", {"groups": groups})
