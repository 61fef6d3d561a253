"""`python -m codegraph_dagster.cli` is the command `codegraph`."""

import sys

from codegraph_dagster.cli.main import main

sys.exit(main())
