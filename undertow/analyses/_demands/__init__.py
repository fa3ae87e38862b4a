"""Parts of the analysis of demands."""
