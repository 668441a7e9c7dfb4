"""Registries of kinds: the forms that a section such as `spectrum` may have, each a model with its fields in a spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from scalecalc.errors import UsageError
from scalecalc.reading.fields.types import Model
from scalecalc.record import record

WORD = "word"  # the branch of the schema for kinds without fields, which a spec names by a plain word

KindT = TypeVar("KindT", bound=Model)


def kind_name(model: type[Model]) -> str:
    """The name of a model as a kind, from its field `kind`, or from a class variable where specs leave `kind` out."""
    field = model.model_fields.get("kind")
    return str(vars(model)["kind"] if field is None else get_args(field.annotation)[0])


class Kinds(Generic[KindT]):
    """The kinds of one section by name, in the order in which messages list them.

    stand_in: the kind that is taken in the place of one with problems, so that the rest of a spec can be looked at.
    implied: the kind of a mapping that does not say its kind, if there is one.
    registrations: how often kinds were registered or taken out, in all sections; what was made before is out of date.
    """

    registrations: ClassVar[int] = 0

    def __init__(self, *models: type[KindT], stand_in: str, implied: str | None = None) -> None:
        self._models: dict[str, type[KindT]] = {}
        self.stand_in = stand_in
        self.implied = implied
        for model in models:
            self.register(model)

    def register(self, model: type[KindT]) -> None:
        """Add a kind. Raises UsageError for a name that is taken."""
        name = kind_name(model)
        if name in self._models:
            raise UsageError(f"a kind {name!r} is registered already, as {self._models[name].__name__}")
        self._models[name] = model
        Kinds.registrations += 1

    def make(self, name: str, **fields: Any) -> KindT:
        """One of the kind of that name, with these fields. Raises pydantic's ValidationError for others."""
        model = self._models[name]
        return model(**({"kind": name} if "kind" in model.model_fields else {}), **fields)

    def unregister(self, name: str) -> None:
        """Take a kind out again."""
        del self._models[name]
        Kinds.registrations += 1

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
        if not isinstance(kind, str):
            return self.kinds.implied
        return self.kinds.implied if self.kinds.implied and kind not in self.kinds.mappings else kind

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices: dict[Any, CoreSchema] = {}
        if self.kinds.words:
            literal = core_schema.literal_schema(list(self.kinds.words))
            choices[WORD] = core_schema.no_info_after_validator_function(self.kinds.make, literal)
        choices |= {name: handler.generate_schema(model) for name, model in self.kinds.mappings.items()}
        simple = not self.kinds.words and self.kinds.implied is None
        discriminator = "kind" if simple else self._branch
        return core_schema.tagged_union_schema(choices, discriminator=discriminator)
