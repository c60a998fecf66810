"""Citizen reception on the public site: when heads receive (`calendar`), its feed and paper, and booking an hour."""
