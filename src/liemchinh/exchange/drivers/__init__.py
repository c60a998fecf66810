"""The ways by which parcels leave."""
