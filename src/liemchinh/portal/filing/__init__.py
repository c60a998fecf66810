"""Filing online: where to begin (`start`), the form page by page (`draft`), a filed dossier mended (`amending`)."""
