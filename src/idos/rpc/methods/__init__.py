"""The methods of the wire, one module for each namespace, and the table that they are in."""
