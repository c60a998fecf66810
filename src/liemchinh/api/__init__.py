"""The API for machines: the public site's facts as JSON under `/api/v1/`, a module per room."""
