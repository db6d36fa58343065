"""Whether traced legs and routes keep to what is stated of them, the ground and boundaries."""
