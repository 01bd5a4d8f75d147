"""From values to text and JSON; nothing is computed here."""
