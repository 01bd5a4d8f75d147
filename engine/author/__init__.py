"""For the authors of rule bases: checking them, and running their cases as tests."""
