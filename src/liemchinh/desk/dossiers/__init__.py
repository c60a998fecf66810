"""Pages about dossiers: a module per page. Each view says who, what and when, calls the room once, picks the page."""
