"""What may be said: descriptors, facts, rules and bases, and how they are loaded."""
