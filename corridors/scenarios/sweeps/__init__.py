"""Questions that are asked many times over: single failures, other ways, lines to come."""
