"""The public site: function views by room, forms beside them, templates by room. Works without script."""
