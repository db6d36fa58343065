"""OpenStreetMap asked of an Overpass server."""
