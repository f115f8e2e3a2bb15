"""A stand-in for the Ideogram API on loopback; knows nothing of the client."""
