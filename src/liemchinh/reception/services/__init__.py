"""Changes."""

__all__: list[str] = []
