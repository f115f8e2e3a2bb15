"""The Callbacks page of the settings: who is told, what was told, and what is received."""
