"""The formats of a public log, in plain Python: tree, tiles, notes, checkpoints, cosignatures, proofs, promises.

Knows no Django, no database, no clock and no network; the offline verifier is made of these files.
"""
