"""Procedures in plain language: find one, read what it takes, what changed, print it for the wall and the hand."""
