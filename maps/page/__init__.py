"""The page: one file, no request."""
