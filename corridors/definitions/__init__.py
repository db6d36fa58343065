"""Corridors as people write them: records, reading, rules."""
