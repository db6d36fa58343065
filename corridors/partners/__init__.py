"""The partner network: flows over the corridors, what hubs carry, and which of them make it."""
