"""Stand-ins with names, for what the tests do not mean to test."""
