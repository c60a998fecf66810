"""The signer: a process of its own that holds the keys and never signs two histories of one log."""
