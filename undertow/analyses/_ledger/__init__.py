"""What the analyses of hand-entered rows have in common: names, dates and gaps, quotes, and the words around them."""
