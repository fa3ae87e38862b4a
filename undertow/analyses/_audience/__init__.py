"""Parts of the audience audit: lists, members, signals, batches, bound, growth, and their words and figures."""
