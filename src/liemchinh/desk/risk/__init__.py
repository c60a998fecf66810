"""Pages of the room `risk`: what should be read beside a figure."""
