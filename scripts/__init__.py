"""What the Makefile runs that is no part of the package: the site and the check of a release."""
