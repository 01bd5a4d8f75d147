"""The rule bases that ship with the program, one folder each: YAML, read as package data."""
