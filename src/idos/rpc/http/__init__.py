"""Requests to the node over HTTP: paths, origins, bounds and rates."""
