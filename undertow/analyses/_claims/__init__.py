"""Parts of the analysis of claims."""
