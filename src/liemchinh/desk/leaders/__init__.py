"""The leader's page: `situation` finds the figures, `charts` draws them, `page` shows, `prints` gives paper and CSV."""
