"""What may be said: descriptors, facts, rules and bases, and how they are loaded."""

import os

# The models of ours take no plugins; looking for some reads the metadata of every installed package at each start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
