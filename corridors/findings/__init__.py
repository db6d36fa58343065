"""Findings: sentences that rules make from tables, each with its evidence and a rank."""
