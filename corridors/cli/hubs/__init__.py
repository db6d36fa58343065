"""Commands about hubs: which there are, what they serve and carry, where they should stand."""
