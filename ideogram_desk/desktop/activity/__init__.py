"""Activity: what runs, what waits, what needs a look and what is done."""
