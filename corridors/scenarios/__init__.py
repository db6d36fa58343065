"""What if a place closes, a stop grows faster, a line is built: ways before and after."""
