"""The settings dialog, a page for each thing that people look for: key, queue, money, look."""
