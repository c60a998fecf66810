"""Addresses for machines: the versioned API, served on the public site."""

from django.urls import path

from liemchinh.api.doors import api

urlpatterns = [path("", api.urls)]
