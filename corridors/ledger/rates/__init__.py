"""Rates: one claim a row, how they are read and checked, and which one holds."""
