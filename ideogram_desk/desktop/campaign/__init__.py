"""The Batch tab and the campaign matrix."""
