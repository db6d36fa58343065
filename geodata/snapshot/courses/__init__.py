"""How edges are drawn: through stations and towns, along open lines, over the terrain."""
