"""The committed lists of names against the interpreter that runs the tests."""

from __future__ import annotations

import builtins
import sys
from importlib.resources import files

import pytest

from codegraph_dagster.languages.python import standard_library

NOT_FOR_USERS = ("_test", "_xxtest", "_ctypes_test", "_sysconfigdata", "xx", "__hello__", "__phello__")


def test_all_modules_of_this_interpreter_are_known():
    names = {name for name in sys.stdlib_module_names if not name.startswith(NOT_FOR_USERS)}
    assert names <= standard_library.standard_modules()


@pytest.mark.parametrize("name", ["imp", "distutils", "asyncore", "dummy_threading", "annotationlib", "compression"])
def test_modules_of_only_some_versions_are_known(name):
    assert name in standard_library.standard_modules()


def test_packages_of_others_are_not_in_the_standard_library():
    assert not {"numpy", "typing_extensions", "setuptools", "pip", "os.path"} & standard_library.standard_modules()


def test_all_builtins_of_this_interpreter_are_known():
    assert set(dir(builtins)) - {"_"} <= standard_library.builtins()
    assert {"__file__", "__name__", "__path__", "WindowsError", "aiter"} <= standard_library.builtins()


@pytest.mark.parametrize("file", ["standard_modules.txt", "builtin_names.txt"])
def test_lists_are_sorted_and_without_repetition(file):
    text = files("codegraph_dagster.languages.python").joinpath(file).read_text()
    names = [line for line in text.splitlines() if not line.startswith("#")]
    assert names == sorted(set(names))
