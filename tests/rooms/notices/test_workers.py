"""Several workers at once, each with its own connection: nothing is sent twice, no token is used twice."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from liemchinh.notices import services
from liemchinh.notices.models import Message, ProviderToken
from liemchinh.notices.rules import Recipient
from tests.rooms.notices.carriers import MailServer, ZaloServer
from tests.rooms.notices.conftest import authorise, tell

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(number: int, work: Callable[[], object]) -> list[object]:
    """What `number` threads come back with that begin together."""
    barrier, came = threading.Barrier(number), []

    def one() -> None:
        barrier.wait()
        try:
            came.append(work())
        except Exception as problem:
            came.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def test_four_workers_send_each_notice_once_and_renew_the_token_once(mail: MailServer, zalo: ZaloServer) -> None:
    authorise(zalo)
    zalo.expire()
    zalo.slow = 0.3  # long enough for everybody to see the old pair
    now = timezone.now()
    both = {"email": "nguoi.nop@vidu.vn", "by_email": True, "by_zalo": True}
    for number in range(30):
        tell(str(number), at=now, to=Recipient(phone=f"09123456{number:02d}", **both))

    def work() -> int:
        worker, sent = services.Sender(), 0
        while taken := worker.beat(timezone.now()):
            sent += taken
        return sent

    # a quiet hour of the real clock may hold Zalo back: then it is told now all the same
    Message.objects.update(next_at=now)
    came = at_once(4, work)
    assert sum(sent for sent in came if isinstance(sent, int)) == 60, came
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert len(mail.mails) == len(zalo.taken) == 30
    assert set(Counter(said["tracking_id"] for said in zalo.taken).values()) == {1}
    assert zalo.used == ["r1"] and ProviderToken.objects.get().version == 2


def test_two_who_tell_the_same_at_once_leave_one_notice(mail: MailServer) -> None:
    came: list[Any] = at_once(4, lambda: tell("same", at=timezone.now()))
    assert came == [1, 1, 1, 1]
    assert Message.objects.count() == 1
