"""``python -m idos.apps.demo``."""

import sys

from idos.apps.demo import main

sys.exit(main())
