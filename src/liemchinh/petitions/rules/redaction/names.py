"""Names of people: those of the petitioners, in whole and in part, and whatever else is written like a name."""

from collections.abc import Iterable, Iterator, Sequence

from liemchinh.kernel.words import fold, nfc
from liemchinh.petitions.rules.redaction.reading import Reading, Word

SURNAMES = tuple(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn trịnh đinh lâm phùng mai tô "
    "trương hà tạ tăng châu quách cao thái lương lưu chu vương triệu kiều la văn nông lò vi hứa khúc thạch sơn danh "
    "kim giàng vàng sùng lầu thào hạng cầm tòng quàng đèo lường cà bàn tẩn chảo lù ksor rơ siu nay rah kpă hồng từ "
    "doãn nghiêm bạch bế ma mã ông tống ninh khổng âu giáp thân phí viên mạc lục hầu diệp ứng trà cù lại đàm đồng "
    "thi".split()
)
_SURNAMES = frozenset(nfc(name) for name in SURNAMES)
_FOLDED_SURNAMES = frozenset(fold(name) for name in SURNAMES)
_COMMON_SURNAMES = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao doan trinh dinh lam phung mai truong "
    "ha ta chau cao luong luu chu vuong trieu".split()
)
_MIDDLES = frozenset(
    "van thi huu duc dinh xuan thanh minh quoc ngoc cong trong dang quang hong thuy hoang manh viet".split()
)
_TITLES = frozenset("ông bà anh chị cô chú bác cậu mợ dì thím cụ em cháu con mẹ cha bố vợ chồng chí họ tên hộ".split())
"""Words before a name; "chí" is the end of "đồng chí"."""
_FOLDED_TITLES = frozenset(fold(title) for title in _TITLES)
_PLACES = frozenset("đường phố trường viện cầu chợ thpt thcs quận sông hồ đảo núi bến cảng chùa tháp kênh rạch".split())
_UNITS = frozenset("xã phường huyện tỉnh trấn".split())
_OFFICES = frozenset("tịch thư trưởng phó bộ viên an sự chức".split())
"""Before "xã Trần Văn Mẫu" these words make it a person: "chủ tịch xã …", "công an xã …"."""
_NOT_PEOPLE = tuple(
    tuple(fold(name).split())
    for name in (
        *("Hồ Chí Minh", "Hà Nội", "Hà Giang", "Hà Tĩnh", "Hà Nam", "Cao Bằng", "Cao Lãnh", "Thái Nguyên", "Thái Bình"),
        *("Lâm Đồng", "Sơn La", "Lý Sơn", "Phan Thiết", "Phan Rang", "Trà Vinh", "Kim Thành", "Thái Lan", "Ma Cao"),
        *("Châu Âu", "Châu Á", "Châu Đốc", "Châu Thành", "Đồng Nai", "Đồng Tháp", "Đồng Tâm", "Sơn Tây", "Hồng Kông"),
        *("Văn Phòng", "Văn Hóa", "Văn Bản", "Văn Thư", "Bàn Giao", "Thi Hành", "Thi Đua", "Thân Thể", "Ông Bà"),
    )
)
_MOST_SYLLABLES = 5
_LONGEST_GAP = 3

Spot = tuple[int, int]
"""A place in the shown text."""


def known_names(reading: Reading, names: Iterable[str]) -> Iterator[Spot]:
    """Where the people of the petition are named: whole, by their last two syllables, or by the given name alone.

    Compared without marks, so that `nguyen thi hoa`, `NGUYỄN THỊ HOA` and `n.t.hoa` are one. The given name alone
    counts after a word like "bà", and where it is written with a capital inside a sentence.
    """
    words = reading.words
    for name in names:
        parts = fold(name).replace(".", " ").split()
        if not parts:
            continue
        yield from _sequence(words, parts)
        if len(parts) > 2:
            yield from _sequence(words, parts[-2:])
            yield from _sequence(words, [parts[0], parts[-1]])
        if len(parts) > 1:
            yield from _short_forms(words, parts)
            yield from _given(reading, parts[-1], nfc(name).split()[-1])


def likely_names(reading: Reading) -> Iterator[Spot]:
    """What is written like a name: after a title, a surname with capitals, in small letters with a middle name."""
    words = reading.words
    passed = 0
    for place, word in enumerate(words):
        if place < passed:
            continue
        if _is_title(words, place) and (spot := _after_title(reading, place)):
            yield spot
        if known := _known_place(words[place:]):
            passed = place + known
            continue
        spot = _capitals(reading, place) if word.is_capital and _is_surname(word) else None
        if _after_place(reading, place):
            passed = next(
                (later for later in range(place, len(words)) if spot and words[later].start >= spot[1]), place
            )
        elif spot:
            yield spot
        elif _in_small_letters(words[place : place + 3]):
            yield word.start, words[place + 2].end


def _sequence(words: Sequence[Word], parts: Sequence[str]) -> Iterator[Spot]:
    for place in range(len(words) - len(parts) + 1):
        there = words[place : place + len(parts)]
        if all(word.folded == part for word, part in zip(there, parts, strict=True)):
            yield there[0].start, there[-1].end


def _short_forms(words: Sequence[Word], parts: Sequence[str]) -> Iterator[Spot]:
    """`N.V.An`, `nguyenvanan`, `annv`: letters of the first parts, or all of it in one word."""
    letters = [part[0] for part in parts[:-1]]
    joined, handle = "".join(parts), parts[-1] + "".join(letters)
    for place, word in enumerate(words):
        if len(joined) >= 5 and joined in word.folded or len(handle) >= 4 and word.folded == handle:
            yield word.start, word.end
        there = words[place : place + len(parts)]
        if len(there) == len(parts) and [one.folded for one in there] == [*letters, parts[-1]]:
            yield there[0].start, there[-1].end


def _given(reading: Reading, given: str, written: str) -> Iterator[Spot]:
    words = reading.words
    for place, word in enumerate(words):
        if word.folded != given:
            continue
        before = words[place - 1] if place else None
        titled = before is not None and _is_title(words, place - 1)
        begins = before is None or any(sign in ".!?:\n" for sign in reading.shown[before.end : word.start])
        alike = nfc(word.written).casefold() == written.casefold()
        inside = not begins and not (before is not None and before.is_capital)
        if (
            titled
            and (word.is_capital or word.is_bare or alike)
            or (inside and word.is_capital and (alike or word.is_bare))
        ):
            yield word.start, word.end


def _after_title(reading: Reading, place: int) -> Spot | None:
    """The name after a title: one to four words with capitals, or one letter with a full stop."""
    words = reading.words
    end = place
    while end + 1 < len(words) and end - place < _MOST_SYLLABLES:
        word = words[end + 1]
        gap = reading.shown[words[end].end : word.start]
        if len(gap) > _LONGEST_GAP or gap.strip(" .") or "\n" in gap or not word.is_capital:
            break
        if end > place and "." in gap and len(words[end].folded) > 1:
            break
        end += 1
    if end == place or _known_place(words[place + 1 :]):
        return None
    if words[place].written.isupper() and len(words[place].written) > 1 and words[place + 1].folded in _SHOUTED:
        return None
    return words[place].start, words[end].end


_SHOUTED = frozenset("ba ong anh chi em".split())


def _is_surname(word: Word) -> bool:
    written = nfc(word.written).casefold()
    return written in _SURNAMES or word.is_bare and word.folded in _COMMON_SURNAMES


def _capitals(reading: Reading, place: int) -> Spot | None:
    """A surname and one to four further words with capitals, with nothing but a space between them."""
    words = reading.words
    end = place
    while end + 1 < len(words) and end - place < _MOST_SYLLABLES - 1:
        word = words[end + 1]
        gap = reading.shown[words[end].end : word.start]
        if gap.strip(" .") or not gap or "\n" in gap or not word.is_capital or word.folded[:1].isdigit():
            break
        if "." in gap and len(words[end].folded) > 1:
            break
        end += 1
    return (words[place].start, words[end].end) if end > place else None


def _in_small_letters(three: Sequence[Word]) -> bool:
    """`nguyễn văn an`, `tran thi be`: surname, middle name, given name, nothing capital about them."""
    if len(three) < 3 or three[0].folded not in _COMMON_SURNAMES or three[1].folded not in ("van", "thi", *_MIDDLES):
        return False
    if three[0].folded not in _STRONG and three[1].folded not in ("van", "thi"):
        return False
    marked = not all(word.is_bare for word in three)
    if marked and nfc(three[0].written).casefold() not in _SURNAMES:
        return False
    return three[2].folded.isalpha() and three[2].folded not in _AFTER_MIDDLE and not three[2].written.isupper()


_STRONG = frozenset("nguyen tran pham huynh phan dang bui ngo trinh".split())
_AFTER_MIDDLE = frozenset("hoa phong de va la thu".split()) - {"hoa", "thu"}
"""Words after "văn" or "thị" that make no name of it; those that are names too stay in."""


def _after_place(reading: Reading, place: int) -> bool:
    """Whether the word before, with nothing but a space between, makes a street, a school or a commune of a name."""
    words = reading.words
    if not place or reading.shown[words[place - 1].end : words[place].start].strip():
        return False
    before = nfc(words[place - 1].written).casefold()
    if before in _UNITS:
        return place < 2 or nfc(words[place - 2].written).casefold() not in _OFFICES
    return before in _PLACES


def _is_title(words: Sequence[Word], place: int) -> bool:
    word = words[place]
    if word.folded == "chi" and nfc(word.written).casefold() == "chí":
        return place > 0 and words[place - 1].folded == "dong"
    return nfc(word.written).casefold() in _TITLES or word.is_bare and word.folded in _FOLDED_TITLES


def _known_place(words: Sequence[Word]) -> int:
    """How many of the first words are a place that is called like a person; 0 for none."""
    found = [name for name in _NOT_PEOPLE if tuple(word.folded for word in words[: len(name)]) == name]
    return max((len(name) for name in found), default=0)
