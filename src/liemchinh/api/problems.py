"""Problems: how the API says no, always as `application/problem+json` (RFC 9457) with a code, a sentence and facts."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from liemchinh.face.guards import READING
from liemchinh.face.limits import SENTENCE, Limited, client_of, count, wait_in_words
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop

MEDIA_TYPE = "application/problem+json"

NOT_FOUND = gettext_noop("Không có gì ở địa chỉ này, hoặc không dành cho người hỏi.")
NOT_READ = gettext_noop("Yêu cầu gửi đến không đúng dạng.")
NOT_ALLOWED = gettext_noop("Địa chỉ này không nhận cách gọi {method}.")
OTHER = gettext_noop("Không làm được yêu cầu này.")


class Problem(Schema):
    """One refusal: `code` is for programs, `sentence` for people, `facts` are the values that fill the sentence."""

    type: str = Field(description="Stable name of the kind of problem.")
    title: str = Field(description="The status in words.")
    status: int
    code: str = Field(description="Dotted and stable: `law.budget.unread`.")
    sentence: str = Field(description="What to tell a person, in Vietnamese.")
    facts: dict[str, Any] = Field(description="The values that the sentence speaks of.")


def problem(status: int, code: str, sentence: str, facts: dict[str, Any] | None = None) -> HttpResponse:
    """The answer to a request that is not granted."""
    body = {
        "type": f"urn:liemchinh:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "sentence": sentence,
        "facts": facts or {},
    }
    text = json.dumps(body, ensure_ascii=False, cls=_Plain)
    response = HttpResponse(text, status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    return response


class _Plain(DjangoJSONEncoder):
    """Facts are whatever a rule put there; what JSON does not know is said in words."""

    def default(self, o: Any) -> Any:
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """No door of the API stands at this address."""
    return problem(404, "api.not_found", gettext(NOT_FOUND))


def not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
    """There is no such thing, or it is not for this asker."""
    return problem(404, "api.not_found", gettext(NOT_FOUND))


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A rule said no."""
    sentence = gettext(error.sentence).format(**error.facts)
    return problem(409, error.code, sentence, error.facts)


def limited(request: HttpRequest, error: Limited) -> HttpResponse:
    """Too many tries; `Retry-After` says when the next one is allowed."""
    sentence = gettext(SENTENCE).format(wait=wait_in_words(error.wait))
    response = problem(429, "api.limited", sentence, {"wait": error.wait})
    response["Retry-After"] = str(error.wait)
    return response


def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter that the description of the API does not allow. What was typed is not repeated."""
    wrong = [{"place": ".".join(map(str, one["loc"])), "kind": one["type"]} for one in error.errors]
    return problem(422, "api.parameters", gettext(NOT_READ), {"wrong": wrong})


def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The framework itself could not read the request."""
    return problem(error.status_code, "api.request", gettext(NOT_READ))


def hang(api: NinjaAPI) -> None:
    """Teach an API to answer every kind of no as a problem."""
    answers: dict[type[Exception], Callable[..., HttpResponse]] = {
        NotFound: not_found,
        Refused: refused,
        Limited: limited,
        ValidationError: misread,
        HttpError: unreadable,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def always_problem(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view of the framework, so that what it refuses by itself (a wrong method) is a problem too."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            count(READING, client_of(request), at=timezone.now())
            given = view(request, *args, **kwargs)
        except Http404:
            return nowhere(request)
        except Limited as error:
            return limited(request, error)
        if given.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            sentence = gettext(NOT_ALLOWED).format(method=str(request.method)[:20])
            said = problem(405, "api.method", sentence, {"method": str(request.method)[:20]})
            said["Allow"] = given.headers.get("Allow", "GET")
            return said
        return given

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer
