"""Forms of the catalogue of procedures."""
