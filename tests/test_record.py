"""Records behave as frozen dataclasses do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from scalecalc.record import record


@dataclass(frozen=True)
class Standard:
    a: int
    b: tuple[float, ...] = ()
    c: list[int] = field(default_factory=list, repr=False)


@record
class Ours:
    a: int
    b: tuple[float, ...] = ()
    c: list[int] = field(default_factory=list, repr=False)


@record
class More(Ours):
    d: int = 4


@record(eq=False)
class Itself:
    a: int


CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((1,), {}),
    ((1, (2.0,)), {}),
    ((1, (2.0,), [3]), {}),
    ((1,), {"c": [3]}),
    ((), {"c": [3], "a": 1}),
)
MISTAKES: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((), {}),
    ((1, (), [], 4), {}),
    ((1,), {"a": 1}),
    ((1, ()), {"a": 1}),
    ((1,), {"d": 1}),
    ((1, ()), {"d": 1}),
    ((), {"b": ()}),
)


@pytest.mark.parametrize(("values", "named"), CALLS)
def test_made_from_values_names_and_defaults(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, standard = Ours(*values, **named), Standard(*values, **named)
    assert vars(ours) == vars(standard)
    assert repr(ours) == repr(standard).replace("Standard", "Ours")
    assert asdict(ours) == asdict(standard)
    assert ours == Ours(*values, **named)
    assert ours != standard
    assert ours != replace(ours, a=5)
    assert vars(replace(ours, b=(7.0,))) == vars(replace(standard, b=(7.0,)))
    assert pickle.loads(pickle.dumps(ours)) == copy.deepcopy(ours) == ours


@pytest.mark.parametrize(("values", "named"), MISTAKES)
def test_fields_are_given_once(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (Ours, Standard):
        with pytest.raises(TypeError):
            kind(*values, **named)


def test_defaults_are_not_shared() -> None:
    assert Ours(1).c is not Ours(1).c


def test_nothing_changes_afterwards() -> None:
    one = Ours(1)
    with pytest.raises(FrozenInstanceError):
        one.a = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.a


def test_fields_are_inherited() -> None:
    assert [one.name for one in fields(More)] == ["a", "b", "c", "d"]
    assert More(1) == More(1, (), [], 4)
    assert is_dataclass(More)


def test_hash_goes_by_value_or_by_identity() -> None:
    assert hash(replace(Ours(1), c=())) == hash(replace(Ours(1), c=()))
    with pytest.raises(TypeError):
        hash(Ours(1))
    assert Itself(1) != Itself(1)
    assert len({Itself(1), Itself(1)}) == 2


def test_what_a_class_says_itself_stays() -> None:
    @record
    class Named:
        name: str

        def __repr__(self) -> str:
            return self.name

    assert repr(Named("x")) == "x"
