"""An independent implementation of the idOS."""
