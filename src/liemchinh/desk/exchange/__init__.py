"""Pages about the exchange with the national portal."""
