"""Components of a dossier: groups, names, forms and counts, printed as one run of text."""

import re
from dataclasses import dataclass

from liemchinh.procedures.parsing.outcome import Finding, Outcome, excerpt
from liemchinh.procedures.parsing.text import LOWER, UPPER, is_nothing

_HEADER = re.compile(r"Tên\s*giấy\s*tờ\s*Mẫu\s*đơn,?\s*tờ\s*khai\s*Số\s*lượng\s*")
_COPIES = r"\d+\s+[Bb]ản\s+sao"
_ORIGINALS = r"\d+\s+[Bb]ản\s+chính"
# A count closes an item: what follows is another item, a group or the end, never the rest of a sentence.
_CLOSES = rf"(?=\Z|\n|\s*Tên\s*giấy\s*tờ|[{UPPER}{LOWER}\d\-–+*•“\"'‘(/\[…]|\s+[-–+*•]\s|\s\Z)"
_COUNT = re.compile(
    rf"(?P<originals>\d+)\s+[Bb]ản\s+chính(?:\s*,\s*(?P<copies>\d+)\s+[Bb]ản\s+sao)?{_CLOSES}"
    rf"|(?P<only>\d+)\s+[Bb]ản\s+sao{_CLOSES}"
    rf"|[Bb]ản\s+chính\s*:\s*(?P<o2>\d+)\s*[-–,;]?\s*[Bb]ản\s+sao\s*:\s*(?P<c2>\d+)"
)
_RUN_ON = re.compile(rf"(?:{_ORIGINALS}|{_COPIES})(?:\s*,\s*{_COPIES})?(?=\Z|\n|[{UPPER}\-–+*•])")
_EXTENSIONS = r"docx?|dotx?|xlsx?|xlsm|pdf|rtf|odt|ods|zip|rar|7z|jpe?g|png|tiff?|pptx?|txt|xml|html?"
_FILE_END = re.compile(rf"\.(?:{_EXTENSIONS})\s*$", re.IGNORECASE)
_EXTENSION = re.compile(rf"\.(?:{_EXTENSIONS})(?-i:(?![{LOWER}]))", re.IGNORECASE)
_ONE_FILE = re.compile(rf".+?\.(?:{_EXTENSIONS})(?-i:(?![{LOWER}]))", re.IGNORECASE)
_STRONG = re.compile(rf"(?<=[).;:,”\"'])(?=[{UPPER}{LOWER}\d_(])")
_WEAK = re.compile(
    rf"(?<=[{LOWER}])(?=[{UPPER}])|(?<=[{UPPER}]{{2}})(?=[{UPPER}][{LOWER}])|(?<=[{LOWER}])(?=\d)"
    r"|(?<=\d)(?=Mẫu|Mau|Phụ lục|Biểu)"
)
_FORM_WORD = re.compile(r"(?:Mẫu|MẪU|Mau|MAU|Phụ lục|Phu luc|Biểu|BM|TK|Tờ khai|To khai|Đơn|Don|Phiếu|Phieu)\b")


@dataclass(frozen=True)
class ParsedComponent:
    """One line: paper `name`, `form` file, how many originals and copies; both 0 is a remark, not a paper."""

    group: str
    name: str
    form: str
    originals: int | None
    copies: int | None
    outcome: Outcome = Outcome.FULLY
    reason: str = ""


def read_components(cell: str) -> tuple[tuple[ParsedComponent, ...], tuple[Finding, ...]]:
    """The lines of the components cell, and one finding for each of them."""
    if not cell:
        return (), (Finding("components", Outcome.NOTHING),)
    components: list[ParsedComponent] = []
    group, position = "", 0
    headers = list(_HEADER.finditer(cell))
    if headers:
        group = _group(cell[: headers[0].start()])
        position = headers[0].end()
    for header in [*headers[1:], None]:
        end = header.start() if header else len(cell)
        items, tail = _items(cell[position:end], group)
        components.extend(items)
        if header is None:
            if not is_nothing(tail):
                components.append(_without_count(tail, group))
            break
        group = _group(tail)
        position = header.end()
    findings = tuple(
        Finding(
            "component",
            item.outcome,
            item.reason,
            "" if item.outcome is Outcome.FULLY else excerpt(item.name),
        )
        for item in components
    )
    return tuple(components), findings or (
        Finding("components", Outcome.NOT, "không nhận ra giấy tờ nào", excerpt(cell)),
    )


def _group(text: str) -> str:
    """A group's heading; the portal prints „--“ for a group without one."""
    heading = text.strip().strip("*").strip()
    return "" if not heading.strip("-– :.") else heading.rstrip(":").strip()


def _items(text: str, group: str) -> tuple[list[ParsedComponent], str]:
    """The items of one group, and the text left after the last count: the next group's heading."""
    items: list[ParsedComponent] = []
    position = 0
    for match in _COUNT.finditer(text):
        if match.start() < position or _is_prose(text, match, position):
            continue
        start, originals, copies = _numbers(text, match, position)
        items.append(_component(text[position:start], group, originals, copies))
        position = match.end()
    return items, text[position:].strip()


def _is_prose(text: str, match: re.Match[str], position: int) -> bool:
    """Whether a count is part of a sentence: in brackets, or followed at once by the real count."""
    before = text[position : match.start()]
    if before.count("(") > before.count(")") and text[match.end() : match.end() + 1] in ")":
        return match.end() < len(text)
    following = text[match.end() :]
    return _RUN_ON.match(following) is not None


def _numbers(text: str, match: re.Match[str], position: int) -> tuple[int, int, int]:
    """Where the count begins, originals, copies; digits ending the name („Mẫu số 041 bản chính“) stay."""
    if match["o2"] is not None:
        return match.start(), int(match["o2"]), int(match["c2"])
    digits = match["originals"] if match["originals"] is not None else match["only"]
    before = text[position : match.start()]
    glued = len(digits) > 1 and (
        len(digits) > 2 or digits.startswith("0") or not before or re.search(rf"[{UPPER}\s./\-]$", before) is not None
    )
    padded = re.fullmatch(r"0\d", digits) is not None and (not before or before[-1] in " \n")
    if glued and not padded:
        start, number = match.start() + len(digits) - 1, int(digits[-1])
    else:
        start, number = match.start(), int(digits)
    if match["only"] is not None:
        return start, 0, number
    return start, number, int(match["copies"] or 0)


def _component(text: str, group: str, originals: int, copies: int) -> ParsedComponent:
    name, form, sure = split_form(text)
    if not name and not form:
        return ParsedComponent(group, "", "", originals, copies, Outcome.PARTLY, "có số lượng nhưng không có tên")
    if not sure:
        reason = "tên giấy tờ và tên tệp mẫu dính liền, không tách được chắc chắn"
        return ParsedComponent(group, name, form, originals, copies, Outcome.PARTLY, reason)
    return ParsedComponent(group, name or form, form, originals, copies)


def _without_count(text: str, group: str) -> ParsedComponent:
    name, form, _ = split_form(text)
    return ParsedComponent(group, name or form, form, None, None, Outcome.PARTLY, "không nêu số lượng bản")


def split_form(text: str) -> tuple[str, str, bool]:
    """`text` as the paper's name, the files at its end („; “ between), and whether the cut is certain."""
    name, sure = text.strip(), True
    forms: list[str] = []
    while sure and _FILE_END.search(name):
        name, form, sure = _last_file(name)
        if form:
            forms = [part.strip() for part in _ONE_FILE.findall(form)] + forms
    return " ".join(name.split()), "; ".join(forms), sure


def _last_file(text: str) -> tuple[str, str, bool]:
    head, line, last = text.rpartition("\n")
    if line and _FILE_END.search(last):
        return head.strip(), last.strip(), True
    window = max(0, len(text) - 160)
    cuts = [found.start() for found in _STRONG.finditer(text, window) if found.start() > 0]
    cuts = [cut for cut in cuts if not _EXTENSION.match(text, cut - 1)]
    if cuts:
        cut = cuts[-1]
        # „…BCA).1.Mẫu CT01.doc“, „…(Mẫu số 01)Mau so 01.TT41.doc“: dots inside the name of the file
        while len(cuts) > 1 and (text[cuts[-2] : cut].strip(".").isdigit() or _FORM_WORD.match(text, cuts[-2])):
            cuts.pop()
            cut = cuts[-1]
        return text[:cut].strip(), text[cut:].strip(), True
    weak = [found.start() for found in _WEAK.finditer(text, window) if found.start() > 0]
    weak = [cut for cut in weak if not text[cut].isdigit()] or weak
    if weak:
        named = [cut for cut in weak if _FORM_WORD.match(text, cut)]
        cut = named[-1] if named else weak[0]
        return text[:cut].strip(), text[cut:].strip(), True
    if text[:1].isdigit() or not re.search(r"\s", text):
        return "", text, True
    return text, "", False
