"""The browse pane: saved searches, collections, tags and facets with counts, and the history."""
