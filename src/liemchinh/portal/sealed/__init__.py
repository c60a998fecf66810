"""The reporter's pages: one neutral address, nothing kept, no script needed."""
