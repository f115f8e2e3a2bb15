"""Ideogram Desk: make pictures with Ideogram and keep every one of them."""

__version__ = "0.1.0"
