"""docs/reference/command-line.md: every verb and sub-verb has help and a section, and the section names its options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest

from api.cli.main import VERBS, mediagraph

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"
COMMANDS_AT_LEAST = 25


@cache
def commands() -> dict[str, click.Command]:
    """Return each verb and sub-verb, by its words: "ingest", "quarantine list"."""
    return dict(_commands())


def _commands() -> Iterator[tuple[str, click.Command]]:
    for verb in VERBS:
        command = import_module(f"api.cli.{verb}").command
        yield verb, command
        if isinstance(command, click.Group):
            for name, sub in subcommands(command).items():
                yield f"{verb} {name}", sub


def subcommands(group: click.Group) -> dict[str, click.Command]:
    """Return a group's commands by name, those too that are imported when they are called."""
    context = click.Context(group)
    names = dict.fromkeys((*group.commands, *group.list_commands(context)))
    found = {name: group.get_command(context, name) for name in names}
    return {name: command for name, command in found.items() if command is not None}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `words` every verb and sub-verb."""
    if "words" in metafunc.fixturenames:
        metafunc.parametrize("words", list(commands()))


@pytest.fixture(scope="module")
def documented(read_sections: Callable[[str], dict[str, str]]) -> dict[str, str]:
    """The sections of the page, by heading."""
    return read_sections(PAGE.read_text(encoding="utf-8"))


def test_there_are_as_many_commands_as_there_should_be() -> None:
    assert len(commands()) >= COMMANDS_AT_LEAST


def test_a_verb_has_help_and_a_section(words: str, documented: dict[str, str]) -> None:
    command = commands()[words]
    assert command.help, f"{words} has no help"
    assert len(command.help) > 20
    assert words in documented, f"command-line.md has no section `{words}`"


def test_a_section_names_every_option_and_argument(words: str, documented: dict[str, str]) -> None:
    section = documented[words]
    for parameter in commands()[words].params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), f"{words}: {option} is missing"
            assert parameter.help or isinstance(parameter.type, click.Choice | click.IntRange), f"{option} has no help"
        else:
            metavar = parameter.make_metavar(click.Context(commands()[words]))
            names = re.findall(r"[A-Za-z][A-Za-z0-9]*", metavar)
            absent = [name for name in names if not re.search(rf"\b{name}\b", section)]
            assert not absent, f"{words}: {', '.join(absent)} of the argument {metavar} is missing"


def test_a_section_names_no_option_that_is_not_there(words: str, documented: dict[str, str]) -> None:
    command = commands()[words]
    own = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    if isinstance(command, click.Group):
        own |= {o for sub in subcommands(command).values() for p in sub.params for o in (*p.opts, *p.secondary_opts)}
    own |= {option for parameter in mediagraph.params for option in parameter.opts} | {"--help", "--json"}
    usage = re.search(rf"```\nmediagraph {words}\b.*?```", documented[words], re.DOTALL)
    if isinstance(command, click.Group):
        return
    assert usage, f"{words}: the section begins with its usage in a block"
    unknown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", usage[0])) - own
    assert not unknown, f"{words} has no option {', '.join(sorted(unknown))}"


def test_no_section_is_about_a_verb_that_is_not_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"^#{2,3} `([a-z][a-z0-9 -]*)`$", text, re.MULTILINE)
    assert named == list(commands())
