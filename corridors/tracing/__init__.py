"""Legs as ways over networks, with borders and breaks of gauge."""
