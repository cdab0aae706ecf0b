"""The node's services: JSON-RPC over HTTP, sign-in, limits, health and metrics. No rules live here."""
