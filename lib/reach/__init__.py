"""Measures and charts of reach."""
