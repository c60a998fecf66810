"""The catalogue of procedures: read it, write a draft, compare, publish, move between levels."""
