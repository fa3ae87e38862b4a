"""Parts of the discovery of phrases and wordings that rose."""
