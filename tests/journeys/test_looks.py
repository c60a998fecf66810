"""Pages of petitions, reception and sealed reports as an accessibility tester sees them, wide and on a telephone.

One walk an audience: from a few addresses along the links of each page, every kind of page once. Pages that need a key
or a case of their own are looked at in the stories (test_petition.py, test_reception.py, test_sealed.py).
"""

import re
from collections import Counter

import pytest

from tests.journeys.conftest import ROOT
from tests.journeys.eyes import glance
from tests.journeys.stage import Stage

OURS = ("/don/", "/tiep-dan/", "/kin/", "/phan-anh/", "/tiep-cong-dan/", "/gop-y-kin/")
"""What the walks keep to."""
NO_PAGE = re.compile(r"\.(pdf|ics|csv|xlsx|json|zip)$|/giay/|/tep/|/phan/|/vi-sao/$|\?")
ACT = re.compile(r"^(/don/=|/tiep-dan/luot/=|/tiep-dan/lich/=)/(?!trung|cong-khai)[a-z-]+/$")
"""The page of an act: one template with other fields."""
ACTS = 3
"""How many acts of a kind are looked at."""
WALKS = {
    "": ("/don/", "/don/theo-doi/", "/phan-anh/", "/tiep-cong-dan/", "/gop-y-kin/"),
    "tiepdan": ("/don/", "/tiep-dan/", "/tiep-dan/lich/", "/kin/loi-ke/"),
    "chutich": ("/don/", "/kin/"),
    "giudanhtinh1": ("/kin/", "/kin/nua/"),
}
"""Who walks (nobody: the public), and from where."""


def kind_of(path: str) -> str:
    """An address without what tells one petition, visit, session or key from another."""
    path = re.sub(r"(?<=/)[A-Z]{1,3}[.A-Z0-9-]*\d[-\w.]*(?=/)", "=", path)
    path = re.sub(r"(?<=/)(\d+|[0-9a-f-]{36})(?=/|$)", "=", path)
    return ACT.sub(r"\1/act/", path)


@pytest.mark.parametrize("who", WALKS, ids=lambda who: who or "public")
def test_every_kind_of_page_is_without_a_fault_wide_and_narrow(stage: Stage, who: str) -> None:
    axe = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    site = stage.desk if who else stage.public
    page = stage.officer(who) if who else stage.citizen()
    todo, seen, wrong = list(WALKS[who]), Counter[str](), []
    while todo:
        path = todo.pop(0)
        kind = kind_of(path)
        if seen[kind] >= (ACTS if kind.endswith("/act/") else 1):
            continue
        seen[kind] += 1
        answer = page.goto(site + path)
        assert answer
        assert answer.status == 200, path
        wrong += [f"{path}: {fault}" for fault in glance(page, axe)]
        hrefs: list[str] = page.eval_on_selector_all("main a[href]", "links => links.map(a => a.getAttribute('href'))")
        todo += [href.partition("#")[0] for href in hrefs if href.startswith(OURS) and not NO_PAGE.search(href)]
    assert wrong == []
    assert len(seen) >= 4, "a walk that goes nowhere finds nothing"
