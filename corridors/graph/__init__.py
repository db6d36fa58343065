"""The corridors as one graph of places, legs and stops, for what-if, flows and the planner."""
