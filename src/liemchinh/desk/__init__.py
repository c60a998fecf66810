"""The officials' site: desk, divisions, leaders. Composes the rooms; decides and stores nothing."""
