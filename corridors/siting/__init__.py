"""Where hubs should be."""
