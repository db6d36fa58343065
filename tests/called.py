"""A command called here with the words of its process, for tests that need no second one."""

import contextlib
import io
import subprocess
import sys

import pytest

from corridors.cli import main


def called(*words, width=200):
    """Return what the command `corridors` of some words ends with and prints."""
    told, warned = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(warned),
    ):
        patch.setattr(sys, "argv", ["corridors", *words])
        patch.setenv("COLUMNS", str(width))
        with pytest.raises(SystemExit) as ended:
            main.main()
    code = ended.value.code or 0
    return subprocess.CompletedProcess(words, code, told.getvalue(), warned.getvalue())
