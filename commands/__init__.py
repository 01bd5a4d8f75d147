"""The commands, one file a family of verbs; the table of them is in `cli.py`."""
