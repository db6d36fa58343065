"""Hubs from OpenStreetMap and from published tables."""
