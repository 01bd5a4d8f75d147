"""The explorer: a server for this machine alone, which answers as the commands do, and the page that asks it."""
