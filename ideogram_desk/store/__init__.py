"""The library on disk: SQLite, picture files, thumbnails."""
