"""The leader's figures as charts: each has a finding for a title, its table, and every count opens its list."""

from django.utils.translation import gettext

from liemchinh.desk.leaders.situation import Situation, UnitRow
from liemchinh.dossiers import queries, rules
from liemchinh.face.charts import Bar, Cell, Chart, Look, Point, Slice, Twin
from liemchinh.face.counting import counted
from liemchinh.face.templatetags.face import number, percent


def linked(count: int, url: str, about: str) -> Cell:
    """A count with its list; zero has none."""
    return Cell(number(count), url if count else "", about, raw=count)


def kept(seen: Situation) -> Chart:
    """Are promises kept? One bar of a hundred percent."""
    n = seen.found.whole
    done = n["on_time"] + n["late"]
    parts = rules.hundred([n["on_time"], n["late"]])
    words = (
        ("on_time", Look.KEPT, gettext("đúng hạn")),
        ("late", Look.LATE, gettext("quá hạn")),
    )
    slices = tuple(
        Slice(look, size, f"{word} ({percent(size / 1000)})", number(n[name]), seen.list_of(name) if n[name] else "")
        for (name, look, word), size in zip(words, parts, strict=bool(parts))
    )
    title = gettext("Chưa có kết quả nào có thời hạn trong kỳ")
    if done:
        title = counted("{share} trong {done} kết quả đúng hạn", done).format(
            share=percent(parts[0] / 1000), done=number(done)
        )
    names = {
        "received": gettext("Đã tiếp nhận"),
        "on_time": gettext("Đúng hạn, trước hạn"),
        "late": gettext("Quá hạn"),
        "no_term": gettext("Thủ tục không công bố thời hạn"),
        "ended": gettext("Rút hoặc dừng"),
        "supplemented": gettext("Có kết quả, đã phải bổ sung"),
        "apologised": gettext("Có kết quả, đã xin lỗi và hẹn lại"),
    }
    rows = []
    for name, word in names.items():
        now, old = n[name], seen.found.before[name]
        if now < 0:
            continue
        then = seen.list_of(name, period=seen.found.before_period)
        rows.append((Cell(word), linked(now, seen.list_of(name), word), linked(old, then, word)))
    return Chart(
        key="kept",
        title=title,
        twin=Twin(
            (gettext("Trong kỳ"), gettext("Kỳ này"), gettext("Kỳ trước")),
            tuple(rows),
            seen.address("desk:leader_csv", "ky"),
        ),
        bars=(Bar("", slices, ""),) if done else (),
        note=gettext("Hồ sơ rút, dừng và thủ tục không công bố thời hạn không nằm trong tỷ lệ."),
    )


def late_by_unit(seen: Situation) -> Chart:
    """Late where? Bars by unit, most late first: results of the period, and what is open now."""
    rows = sorted(seen.rows(), key=lambda row: (-row.late - row.open_late, row.name))
    longest = max((row.late + row.open_late for row in rows), default=0)
    bars = [_late_bar(seen, row, longest) for row in rows if row.late + row.open_late]
    worst = seen.worst()
    late = sum(row.late + row.open_late for row in rows)
    title = gettext("Không có hồ sơ nào quá hạn")
    if worst:
        title = counted("{count} hồ sơ quá hạn, nhiều nhất ở {unit}", late).format(count=number(late), unit=worst)
    several = seen.one is None
    columns = [gettext("Đơn vị") if several else gettext("Phòng"), gettext("Tiếp nhận")]
    columns += [gettext("Đúng hạn"), gettext("Quá hạn"), gettext("Tỷ lệ"), gettext("Không thời hạn")]
    columns += [gettext("Rút, dừng"), gettext("Đang quá hạn")]
    if not several:
        del columns[1]
    return Chart(
        key="units",
        title=title,
        twin=Twin(
            tuple(columns),
            tuple(_unit_cells(seen, row, several) for row in rows),
            seen.address("desk:leader_csv", "don-vi"),
        ),
        bars=tuple(bars[:12]),
    )


def _late_bar(seen: Situation, row: UnitRow, longest: int) -> Bar:
    value = counted("{late} kết quả quá hạn trong {done}", row.late).format(
        late=number(row.late), done=number(row.done)
    )
    return Bar(
        name=row.name,
        slices=(
            Slice(Look.LATE, row.late * 1000 // longest),
            Slice(Look.SOON, row.open_late * 1000 // longest),
        ),
        value=value,
        url=seen.list_of("late", authority=row.authority, division=row.division) if row.late else "",
        note=gettext("và {open_late} đang quá hạn").format(open_late=number(row.open_late)) if row.open_late else "",
    )


def _unit_cells(seen: Situation, row: UnitRow, several: bool) -> tuple[Cell, ...]:
    def count(name: str) -> Cell:
        url = seen.list_of(name, authority=row.authority, division=row.division)
        return linked(row.counts.get(name, 0), url, f"{queries.BUCKETS[name]}, {row.name}")

    name = Cell(row.name, seen.address(don_vi=row.authority) if several else "", number=False)
    share = Cell(percent(row.share), raw=row.share)
    cells = [name, count("on_time"), count("late"), share, count("no_term"), count("ended"), count("open_late")]
    return (name, count("received"), *cells[1:]) if several else tuple(cells)


def trend(seen: Situation) -> Chart:
    """Better or worse? The share in time by month, from zero."""
    points, rows = [], []
    for period, counts in seen.found.months:
        done = counts["on_time"] + counts["late"]
        share = rules.honest_share(counts["on_time"], done)
        word = f"{period.first.month}/{period.first.year % 100:02d}"
        points.append(Point(word, share, percent(share)))
        month = gettext("Tháng {month}/{year}").format(month=period.first.month, year=period.first.year)
        cells = [
            linked(counts[name], seen.list_of(name, period=period), f"{queries.BUCKETS[name]}, {month}")
            for name in ("received", "on_time", "late")
            if counts[name] >= 0
        ]
        rows.append((Cell(month), *cells, Cell(percent(share), raw=share)))
    columns = [gettext("Tháng"), gettext("Tiếp nhận"), gettext("Đúng hạn"), gettext("Quá hạn"), gettext("Tỷ lệ")]
    if seen.found.whole["received"] < 0:
        del columns[1]
    told = [point for point in points if point.value is not None]
    title = gettext("Chưa có kết quả trong 12 tháng qua")
    if len(told) > 1:
        title = gettext("Tháng {last}: {share} đúng hạn, tháng {before}: {old}").format(
            last=told[-1].word, share=told[-1].said, before=told[-2].word, old=told[-2].said
        )
    elif told:
        title = gettext("Tháng {last}: {share} đúng hạn").format(last=told[-1].word, share=told[-1].said)
    return Chart(
        key="trend",
        title=title,
        twin=Twin(tuple(columns), tuple(rows), seen.address("desk:leader_csv", "thang")),
        points=tuple(points),
        note=gettext("Tháng đang chạy tính đến lúc này."),
    )


def hours(minutes: int) -> str:
    """Office minutes as hours: `1,5 giờ`."""
    return gettext("{hours} giờ").format(hours=number(round(minutes / 60, 1)))


def stuck(seen: Situation) -> Chart | None:
    """Where does it lie? Median office hours in each step; None where there is nothing to measure."""
    steps = seen.steps
    whole = steps.by_division.get("")
    if not whole:
        return None
    longest = max(whole.values()) or 1
    slow = max((step for step in whole if step not in rules.NOT_OURS), key=lambda step: whole[step], default="")
    divisions = [name for name in steps.by_division if name]
    columns = [gettext("Bước"), gettext("Chung"), *(seen.name(name) for name in divisions)]
    rows = [
        (
            Cell(rules.STEPS[step]),
            *(
                Cell(hours(found[step]), raw=round(found[step] / 60, 2)) if step in found else Cell("–")
                for found in (whole, *(steps.by_division[name] for name in divisions))
            ),
        )
        for step in rules.STEPS
        if step in whole
    ]
    return Chart(
        key="steps",
        title=gettext("Lâu nhất ở bước “{step}”: trung vị {hours} làm việc").format(
            step=rules.STEPS.get(slow, ""), hours=hours(whole.get(slow, 0))
        ),
        twin=Twin(tuple(columns), tuple(rows), seen.address("desk:leader_csv", "buoc")),
        bars=tuple(
            Bar(
                rules.STEPS[step],
                (Slice(Look.PLAIN if step in rules.NOT_OURS else Look.KEPT, whole[step] * 1000 // longest),),
                hours(whole[step]),
            )
            for step in rules.STEPS
            if step in whole
        ),
        note=gettext(
            "Trung vị giờ làm việc của {count} kết quả gần nhất trong kỳ. "
            "Hai bước cuối không phải thời gian của cơ quan."
        ).format(count=number(steps.sampled)),
    )
