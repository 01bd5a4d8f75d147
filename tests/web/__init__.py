"""The server: what it answers, what it refuses, and what becomes of it under load."""
