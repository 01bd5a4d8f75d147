"""Tests of journals, the store and what an auditor may ask."""
