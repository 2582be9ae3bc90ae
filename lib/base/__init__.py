"""Settings, clock, language, errors, log. Imports no other room."""
