"""Tests in a real Chromium, a run of their own: ``pytest -m browser``."""
