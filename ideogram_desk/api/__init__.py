"""Ideogram over HTTP: the client, its wire format, and where it may connect."""
