"""Small worlds with an effect or none, for calibration: shares, followers, profiles."""
