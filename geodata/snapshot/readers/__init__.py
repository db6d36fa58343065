"""What the locked packages hold, read as they ship it."""
