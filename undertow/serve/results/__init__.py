"""What the analyses left in a case, as pages show it: read from findings and stored results, never measured again."""
