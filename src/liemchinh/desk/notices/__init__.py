"""Pages about notices: the outbox of an authority."""
