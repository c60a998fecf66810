"""The account of the official who asks, and who looked at what: sessions, links to a shared sign-in, looks."""
