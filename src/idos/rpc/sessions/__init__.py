"""Signing in: sign-in texts, challenges, open sessions, and who calls."""
