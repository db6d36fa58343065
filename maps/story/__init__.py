"""Stories of steps."""
