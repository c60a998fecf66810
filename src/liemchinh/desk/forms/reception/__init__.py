"""Forms of citizen reception."""
