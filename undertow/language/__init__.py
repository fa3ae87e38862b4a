"""Text to units: normalise, tokenise, shingle. Everything works offline and in Python, so that every engine agrees."""
