"""What is drawn, before it is drawn."""
