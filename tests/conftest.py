"""Settings for all tests."""

import os

from hypothesis import settings

# A busy machine is no failure; and what CI draws must not depend on luck.
settings.register_profile("scalecalc", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("scalecalc")
