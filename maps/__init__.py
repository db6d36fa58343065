"""How corridors look: layers, basemap and one self-contained page."""
