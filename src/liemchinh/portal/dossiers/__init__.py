"""Dossiers on the public site: opening one (`look_up`), following it (`tracking`), figures of all (`figures`)."""
