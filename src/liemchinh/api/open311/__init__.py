"""Open311 GeoReport v2: reflections in, published answers out, for whatever program speaks it; beside `/api/v1/`."""
