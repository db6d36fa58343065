"""What is drawn and counted from the lines of a ledger."""
