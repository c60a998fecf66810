"""The sealed channel: a case that nobody can open, keys that wait, pages that failed: an alarm, not silence."""

from collections.abc import Iterator

from django.utils import timezone

from liemchinh.jobs.doctor.findings import Check, Finding, error, warning
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed import queries


def openable() -> Iterator[Finding]:
    """Every sealed case can be opened by somebody."""
    stuck = queries.unopenable(at=timezone.now())
    if stuck:
        yield error(
            "sealed.unopenable",
            gettext_noop("Có {count} tin niêm phong không ai mở được nữa, gồm {name}."),
            gettext_noop("Cho người giữ vị trí đăng ký khóa mới, rồi dùng khóa phục hồi: xem docs/sealed.md."),
            count=len(stuck),
            name=stuck[0],
        )


def troubled() -> Iterator[Finding]:
    """No page of the sealed channel has failed lately; its failures are written into no log."""
    for day, what, times in queries.troubles(at=timezone.now()):
        yield warning(
            "sealed.trouble",
            gettext_noop("Ngày {day:%d/%m/%Y}, trang của kênh niêm phong hỏng {times} lần ở {what}."),
            gettext_noop("Kênh này không ghi nhật ký. Báo chỗ hỏng cho người phát triển."),
            day=day,
            times=times,
            what=what,
        )


CHECKS: tuple[Check, ...] = (openable, troubled)
