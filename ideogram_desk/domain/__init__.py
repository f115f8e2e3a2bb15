"""What the program is about, in frozen values and pure functions; standard library only."""
