"""What follows: programs, evaluators, traces and their checker."""
