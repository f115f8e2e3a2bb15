"""The right column: everything about the picture, the job or the pictures that are selected."""
