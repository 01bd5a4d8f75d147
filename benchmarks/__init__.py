"""What Kakehashi costs, in time and memory, and beside what: figures for people to judge by."""
