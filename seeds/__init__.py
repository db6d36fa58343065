"""Curated data of Corridor Atlas: places, corridors, rules, networks and basemap. No code."""
