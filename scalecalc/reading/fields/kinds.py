"""Registries of kinds: the forms that a section such as `spectrum` may have, each a model with its fields in a spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from scalecalc.errors import UsageError
from scalecalc.reading.fields.types import Model
from scalecalc.record import record

WORD = "word"  # the branch of the schema for kinds without fields, which a spec names by a plain word

KindT = TypeVar("KindT", bound=Model)


def kind_name(model: type[Model]) -> str:
    """The name that a model has as a kind, which its field `kind` says."""
    (name,) = get_args(model.model_fields["kind"].annotation)
    return str(name)


class Kinds(Generic[KindT]):
    """The kinds of one section by name, in the order in which messages list them.

    stand_in: the kind that is taken in the place of one with problems, so that the rest of a spec can be looked at.
    """

    def __init__(self, *models: type[KindT], stand_in: str) -> None:
        self._models: dict[str, type[KindT]] = {}
        self.stand_in = stand_in
        for model in models:
            self.register(model)

    def register(self, model: type[KindT]) -> None:
        """Add a kind. Raises UsageError for a name that is taken."""
        name = kind_name(model)
        if name in self._models:
            raise UsageError(f"a kind {name!r} is registered already, as {self._models[name].__name__}")
        self._models[name] = model

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __getitem__(self, name: str) -> type[KindT]:
        return self._models[name]

    @property
    def mappings(self) -> dict[str, type[KindT]]:
        """The kinds that a spec writes as a mapping."""
        return {name: model for name, model in self._models.items() if name not in self.words}

    @property
    def words(self) -> tuple[str, ...]:
        """The kinds that a spec writes as a plain word."""
        return tuple(name for name, model in self._models.items() if getattr(model, "plain_word", False))


@record
class OneOf:
    """Marks a field that holds one of these kinds: a mapping with `kind`, or the plain word of one without fields."""

    kinds: Kinds[Any]

    def _branch(self, value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return getattr(value, "kind", WORD)
        kind = value.get("kind")
        return kind if isinstance(kind, str) else None

    def _of_word(self, name: str) -> Model:
        model: Model = self.kinds[name](kind=name)
        return model

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices: dict[Any, CoreSchema] = {}
        if self.kinds.words:
            literal = core_schema.literal_schema(list(self.kinds.words))
            choices[WORD] = core_schema.no_info_after_validator_function(self._of_word, literal)
        choices |= {name: handler.generate_schema(model) for name, model in self.kinds.mappings.items()}
        discriminator = self._branch if self.kinds.words else "kind"
        return core_schema.tagged_union_schema(choices, discriminator=discriminator)
