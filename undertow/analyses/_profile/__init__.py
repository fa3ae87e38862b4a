"""Parts of the content profile of an account."""
