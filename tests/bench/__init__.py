"""Benchmarks, run by hand: `python -m tests.bench` prints a table; nothing here is collected."""
