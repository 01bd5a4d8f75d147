"""The rule bases themselves: what they must say, on the article's base and on a toy one about something else."""
