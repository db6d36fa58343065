"""Rows of the scene: legs, routes, what was found of corridors."""
