"""Slides with native shapes."""
