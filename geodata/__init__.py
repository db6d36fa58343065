"""The Earth and its transport networks; knows nothing of corridors."""
