"""The stream of changes that signed-in clients listen to."""
