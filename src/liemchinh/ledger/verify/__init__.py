"""The verifier: says what a proof or a printed promise shows and what it does not, on anybody's computer, offline.

No Django, no database; the whole of it also comes as one file, `verify.py` (`bundle`).
"""
