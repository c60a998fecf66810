"""What Django itself costs: one table, one view that reads a row by its key, one that inserts a row."""
