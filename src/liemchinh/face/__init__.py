"""The face: what every page is drawn with. Templates, tags, styles and web plumbing; it knows no room."""
