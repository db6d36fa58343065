"""Places: look-up in any script."""
