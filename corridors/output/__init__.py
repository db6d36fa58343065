"""Tables, texts and files."""
