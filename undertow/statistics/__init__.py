"""Numbers in, numbers out: no posts, no engine."""
