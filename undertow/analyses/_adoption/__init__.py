"""Parts of the analysis of who takes up whose words."""
