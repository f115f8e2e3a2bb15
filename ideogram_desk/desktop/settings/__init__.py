"""The settings dialog: the key, the sandbox, the pool, the looks and the library's place."""
