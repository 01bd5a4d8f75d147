"""Kakehashi, a decision-support rules engine for scenario analysis."""
