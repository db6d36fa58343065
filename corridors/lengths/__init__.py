"""Lengths: of a route asked for, against published ones, on OpenStreetMap."""
