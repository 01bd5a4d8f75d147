"""Cases that last: journals of events, the store that holds them, and what an auditor may ask of both."""
