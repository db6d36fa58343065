"""The extracts of a region: found in an index, fetched, clipped to corridors."""
