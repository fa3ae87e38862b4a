"""Parts of the analysis of threats."""
