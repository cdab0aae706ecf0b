"""Recorded the fixture, with the code that the README beside it names."""
