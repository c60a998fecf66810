"""The audit: compares the rows of every room with what the log says of them, and the log with those who saw it.

Reads only. `tables` is how rooms declare their tables; `audit` is the whole of it.
"""
