"""Hours, US dollars and CO2e of a route, line by line, with the quality of every figure."""
