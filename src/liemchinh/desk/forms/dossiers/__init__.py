"""Forms about dossiers: `papers` (rows of papers and files), `receiving`, `acts` (one per move), `lists` (filters)."""
