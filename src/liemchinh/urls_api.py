"""Addresses for machines: the versioned API, served on the public site. What it does not know is a problem too."""

from django.urls import URLPattern, path

from liemchinh.api.doors import api
from liemchinh.api.problems import always_problem, nowhere

patterns, _, space = api.urls
for pattern in patterns:
    if isinstance(pattern, URLPattern):
        pattern.callback = always_problem(pattern.callback)

urlpatterns = [
    path("", (patterns, "ninja", space)),  # type: ignore[arg-type]
    path("", nowhere),
    path("<path:rest>", nowhere),
]
