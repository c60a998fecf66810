"""What can be reported: the services of GeoReport, one for each field in which answers are published."""

from dataclasses import dataclass

from liemchinh.kernel.words import fold, gettext_noop


@dataclass(frozen=True)
class Service:
    """One kind of report: its code for machines, its name and a sentence for people, words that programs search for."""

    code: str
    name: str
    about: str
    group: str
    keywords: tuple[str, ...] = ()


_TOWN, _LIFE = gettext_noop("Hạ tầng, môi trường"), gettext_noop("Đời sống, dịch vụ công")
SERVICES = (
    Service(
        "giao-thong",
        gettext_noop("Giao thông"),
        gettext_noop("Đường hỏng, cầu, vỉa hè, biển báo."),
        _TOWN,
        ("đường", "cầu", "ổ gà"),
    ),
    Service(
        "moi-truong",
        gettext_noop("Môi trường"),
        gettext_noop("Rác, nước thải, tiếng ồn, khói bụi."),
        _TOWN,
        ("rác", "ô nhiễm"),
    ),
    Service(
        "thoat-nuoc",
        gettext_noop("Cấp nước, thoát nước"),
        gettext_noop("Ngập, tắc cống, mất nước."),
        _TOWN,
        ("ngập", "cống", "nước"),
    ),
    Service(
        "chieu-sang",
        gettext_noop("Điện, chiếu sáng"),
        gettext_noop("Đèn đường hỏng, dây điện sà thấp."),
        _TOWN,
        ("đèn", "điện"),
    ),
    Service(
        "dat-dai",
        gettext_noop("Đất đai, xây dựng"),
        gettext_noop("Lấn chiếm, xây dựng, quy hoạch."),
        _TOWN,
        ("đất", "xây dựng"),
    ),
    Service(
        "trat-tu",
        gettext_noop("Trật tự công cộng"),
        gettext_noop("Lấn vỉa hè, gây rối, vật nuôi thả rông."),
        _LIFE,
        ("vỉa hè", "chó thả"),
    ),
    Service(
        "giao-duc",
        gettext_noop("Giáo dục, y tế"),
        gettext_noop("Trường học, trạm y tế, tiêm chủng."),
        _LIFE,
        ("trường", "y tế"),
    ),
    Service(
        "thu-tuc",
        gettext_noop("Thủ tục hành chính"),
        gettext_noop("Giấy tờ, giờ làm việc, cách phục vụ."),
        _LIFE,
        ("giấy tờ", "một cửa"),
    ),
    Service("khac", gettext_noop("Việc khác"), gettext_noop("Góp ý, kiến nghị, phản ánh khác."), _LIFE, ()),
)
BY_CODE = {service.code: service for service in SERVICES}
OTHER = BY_CODE["khac"]
_BY_NAME = {fold(str(service.name)): service for service in SERVICES}


def service_of(field: str) -> Service:
    """The service of a petition's field; what nobody has a service for is "Việc khác"."""
    return _BY_NAME.get(fold(field), OTHER)


def fields_of(codes: frozenset[str]) -> tuple[frozenset[str], bool]:
    """The folded names of fields behind these codes, and whether every other field is meant too."""
    return frozenset(fold(str(BY_CODE[code].name)) for code in codes if code in BY_CODE), OTHER.code in codes
