"""Looking closely: the full view at true pixels, the comparison of a few, the survey of many."""
