"""Shows: what was sent and what failed, arrivals, one dossier's standing."""
