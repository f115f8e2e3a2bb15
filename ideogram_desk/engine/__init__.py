"""The headless heart: queue, intake, library. Knows no Qt, no SQL and no HTTP."""
