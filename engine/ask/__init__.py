"""Questions to a rule base and a case, and the values that answer them."""
