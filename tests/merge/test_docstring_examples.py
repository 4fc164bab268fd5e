"""The examples in the docstrings of the merge run."""

from __future__ import annotations

import doctest

import pytest

from graph import calibration, labels, mapping, precision, segments


@pytest.mark.parametrize("module", [calibration, labels, mapping, precision, segments], ids=lambda m: m.__name__)
def test_examples_run(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0
