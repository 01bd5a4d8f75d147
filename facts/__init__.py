"""The vocabulary and the cases of each shipped rule base: YAML, read as package data."""
