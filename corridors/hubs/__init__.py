"""Hubs along corridors: coverage, joins, catchments, importance."""
