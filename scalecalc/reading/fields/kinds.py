"""Registries of kinds: the forms that a section such as `spectrum` may have, each a model with its fields in a spec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from scalecalc.errors import UsageError
from scalecalc.reading.fields.types import Model
from scalecalc.reading.fields.values import not_allowed
from scalecalc.record import record
from scalecalc.registry import made_again

_NAME = re.compile(r"[a-z][a-z0-9_]*")
WORD = "word"  # the branch of the schema for kinds without fields, which a spec names by a plain word

KindT = TypeVar("KindT", bound=Model)


def kind_name(model: type[Model], key: str = "kind") -> str:
    """The name of a model as a kind, from its field `kind`, or from a class variable where specs leave `kind` out.

    key: the name of that field. Raises UsageError where it has no name.
    """
    field = model.model_fields.get(key)
    names = (vars(model).get(key),) if field is None else get_args(field.annotation)
    if len(names) != 1 or not isinstance(names[0], str) or not _NAME.fullmatch(names[0]):
        raise UsageError(f"{model.__name__} has no name, must have a field such as {key}: Literal['my_kind']")
    return names[0]


def _check_field(key: str, field: FieldInfo, model: type[Model]) -> None:
    """Messages have words for it. Raises UsageError."""
    said = get_origin(field.annotation) is Literal or any(hasattr(meta, "allowed") for meta in field.metadata)
    if not said or not field.description:
        example = f"{key}: Positive = Field(description='...')"
        raise UsageError(f"{model.__name__}.{key} must say what it may be and what it is, such as {example}")
    if model.plain_word and field.is_required():
        raise UsageError(f"{model.__name__}.{key} must have a default, as the kind is a plain word")


class Kinds(Generic[KindT]):
    """The kinds of one section by name, in the order in which messages list them.

    stand_in: the kind that is taken in the place of one with problems, so that the rest of a spec can be looked at.
    key: the key of a mapping that says its kind.
    implied: the kind of a mapping that does not say its kind, if there is one.
    registrations: how often kinds were registered or taken out, in all sections; what was made before is out of date.
    """

    registrations: ClassVar[int] = 0

    def __init__(self, *models: type[KindT], stand_in: str, implied: str | None = None, key: str = "kind") -> None:
        self._models: dict[str, type[KindT]] = {}
        self.stand_in = stand_in
        self.implied = implied
        self.key = key
        for model in models:
            self.register(model)

    def register(self, model: type[KindT]) -> None:
        """Add a kind. Raises UsageError for a name that is none or taken, and for fields without words."""
        name = kind_name(model, self.key)
        if name in self._models and not made_again(self._models[name], model):
            raise UsageError(f"there is a kind {name!r} already; the kinds are {', '.join(self)}")
        for key, field in model.model_fields.items():
            if key != self.key:
                _check_field(key, field, model)
        self._models[name] = model
        Kinds.registrations += 1

    def make(self, name: str, **fields: Any) -> KindT:
        """One of the kind of that name, with these fields. Raises pydantic's ValidationError for others."""
        model = self._models[name]
        return model(**({self.key: name} if self.key in model.model_fields else {}), **fields)

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
    """Marks a field that holds one of these kinds: a mapping with `kind`, or the plain word of one without fields.

    example: such a mapping.
    """

    kinds: Kinds[Any]
    example: str

    @property
    def words(self) -> tuple[str, ...]:
        """The plain words that the field may hold."""
        return self.kinds.words

    @property
    def allowed(self) -> str:
        """What the field may hold, in words."""
        mapping = f"a mapping such as {self.example}"
        return ", ".join([*self.words, f"or {mapping}"]) if self.words else mapping

    def _check(self, value: object) -> object:
        """Null is not allowed: a key is left out, not left empty."""
        return not_allowed(self.allowed) if value is None else value

    def _branch(self, value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return getattr(value, self.kinds.key, WORD)
        kind = value.get(self.kinds.key)
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
        discriminator = self.kinds.key if simple else self._branch
        union = core_schema.tagged_union_schema(choices, discriminator=discriminator)
        return core_schema.no_info_before_validator_function(self._check, union)
