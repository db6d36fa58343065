"""Builds seeds/networks and seeds/basemap from registry packages; run by maintainers."""
