"""Networks repaired, contracted, merged, joined, tagged."""
