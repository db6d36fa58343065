"""Bringing your own OpenStreetMap: extracts and Overpass."""
