"""Callbacks over HTTP: sent to others, and received from them."""
