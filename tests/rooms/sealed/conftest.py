"""Furniture of this folder."""

from tests.quick_codes import quick_codes

__all__ = ["quick_codes"]
