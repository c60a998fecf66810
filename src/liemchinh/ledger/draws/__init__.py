"""Public draws: a pool announced in advance, a beacon nobody controls, an order anyone can recompute. Pure."""
