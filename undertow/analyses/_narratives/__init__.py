"""Parts of the analysis `narratives`: reading texts, series over time, what changed, and its words, tables and figures."""
