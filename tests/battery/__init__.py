"""Hostile and broken input, made by make_battery.py, and what undertow does with it."""
