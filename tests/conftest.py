"""Settings for all tests."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line has it, before numpy is loaded
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the programs that tests start would compile everything, each anew

from hypothesis import settings

# A busy machine is no failure; and what CI draws must not depend on luck.
settings.register_profile("scalecalc", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("scalecalc")
