"""A witness: cosigns a log's checkpoint only when it extends the last one it has seen (c2sp.org/tlog-witness)."""
