"""Networks: nodes, edges, lines, on disk and in memory."""
