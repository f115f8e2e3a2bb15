"""The library grid: layout, view, model, thumbnails, preview."""
