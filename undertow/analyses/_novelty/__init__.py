"""Parts of the analysis of what is new and kept."""
