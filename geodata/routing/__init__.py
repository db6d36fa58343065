"""Ways over networks."""
