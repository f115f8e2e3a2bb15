"""The process: its folders, settings, secrets, log."""
