"""What visitors may type, by room: validation only."""
