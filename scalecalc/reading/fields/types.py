"""What the models of a spec are made of: strict models, kinds of numbers, sweeps, data files."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from scalecalc.data.opened import FORMATS
from scalecalc.errors import UsageError
from scalecalc.reading.fields.laws import LARGEST_EXPONENT
from scalecalc.reading.fields.values import INFINITY, LARGEST_COUNT, OPTIMAL, Allowed, LawText, Number, Text
from scalecalc.reading.text.scalars import out_of_range

# Beyond any practical value, but small enough that k^-alpha and k^-decay do not underflow at the first ranks.
LARGEST_ALPHA = 100
LARGEST_DECAY = 1000
LAW = "mapping"  # the branch of a law written as a mapping, where a quantity may be a law

Positive = Annotated[float, Number("a number > 0", minimum=0, exclusive=True)]
PositiveOrInf = Annotated[float, Number("a number > 0 or inf", minimum=0, exclusive=True, infinite=True)]
NonNegative = Annotated[float, Number("a number >= 0", minimum=0)]
ModeCount = Annotated[float, Number("an integer >= 1 (up to 1e60)", minimum=1, maximum=LARGEST_COUNT, whole=True)]
ModesOrInf = Annotated[
    float,
    Number("an integer >= 1 (up to 1e60) or inf", minimum=1, maximum=LARGEST_COUNT, whole=True, infinite=True),
]
Multiplicity = Annotated[float, Number("a number > 0 (up to 1e60)", minimum=0, exclusive=True, maximum=LARGEST_COUNT)]
Finite = Annotated[float, Number("a number")]
FiniteCount = Annotated[float, Number("a number >= 1 (up to 1e60)", minimum=1, maximum=LARGEST_COUNT)]
StepCount = Annotated[
    float, Number("an integer >= 1 (up to 1e15) or inf", minimum=1, maximum=1e15, whole=True, infinite=True)
]
Count = Annotated[float, Number("a number >= 1 (up to 1e60) or inf", minimum=1, maximum=LARGEST_COUNT, infinite=True)]


class Model(BaseModel):
    """What all parts of a spec have in common: strict types, no unknown keys, no changes afterwards.

    plain_word: whether it is a kind without fields, which a spec names by a plain word instead of a mapping.
    """

    plain_word: ClassVar[bool] = False

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)

    @property
    def parts(self) -> tuple[object, ...]:
        """What tells it from others of its class: the values of its fields, and data where it holds some."""
        return tuple(vars(self).values())

    def lacks(self, method: str) -> UsageError:
        """What to raise for a method that a kind of one's own should have and does not."""
        return UsageError(f"{type(self).__name__} has no method {method}, which this takes")


# --- sweeps


class Range(Model):
    """A range of values, both ends included."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["points"]}, {"required": ["per_decade"]}]})

    start: NonNegative = Field(alias="from", description="the first value")
    stop: NonNegative = Field(alias="to", description="the last value")
    points: Annotated[float | None, Number("an integer >= 2", minimum=2, whole=True)] = Field(
        default=None, description="the number of points"
    )
    per_decade: Annotated[float | None, Number("a number > 0", minimum=0, exclusive=True)] = Field(
        default=None, description="the number of points per factor of ten (instead of points)"
    )
    spacing: Literal["log", "linear"] = Field(default="log", description="the spacing of the points")


class NumberRange(Range):
    """A range of numbers of either sign, both ends included."""

    start: Finite = Field(alias="from", description="the first value")
    stop: Finite = Field(alias="to", description="the last value")


class PositiveNumbers(Range):
    """A range of numbers > 0, both ends included."""

    start: Positive = Field(alias="from", description="the first value")
    stop: Positive = Field(alias="to", description="the last value")


class CountRange(Range):
    """A range of counts, both ends included; its points are rounded to integers, repeats merged."""

    start: FiniteCount = Field(alias="from", description="the first value")
    stop: FiniteCount = Field(alias="to", description="the last value")


# --- laws


_EXPONENT = Number(
    f"a number from -{LARGEST_EXPONENT:g} to {LARGEST_EXPONENT:g}", minimum=-LARGEST_EXPONENT, maximum=LARGEST_EXPONENT
)


class SampleLaw(Model):
    """A law as a mapping: times * P^P."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    times: NonNegative = Field(default=1.0, description="the factor of the law")
    samples: Annotated[float, _EXPONENT] = Field(default=0.0, alias="P", description="the exponent of P in the law")


class FeatureLaw(SampleLaw):
    """A law as a mapping: times * P^P * N^N."""

    width: Annotated[float | None, _EXPONENT] = Field(
        default=None, alias="N", description="the exponent of N in the law (default 0)"
    )


def _is_law(value: dict[str, object]) -> bool:
    """Whether a mapping is meant as a law rather than as a range; its keys may be in lower case."""
    keys = {key.casefold() for key in value}
    return not keys & {"from", "to", "points"} and bool(keys & {"times", "p", "n"})


# --- the ways of writing a sweep


def _shape(value: object) -> str:
    """The form in which a value writes a sweep, so that problems are about this form only."""
    if isinstance(value, dict) and _is_law(value):
        return LAW
    if isinstance(value, dict | Range):
        return "range"
    if isinstance(value, list):
        return "list"
    number = not isinstance(value, str) or INFINITY.fullmatch(value) or out_of_range(value)
    return "number" if number else "law"


def _shape_without_law(value: object) -> str:
    shape = _shape(value)
    return {"law": "number", LAW: "range"}.get(shape, shape)


def _shape_or_optimal(value: object) -> str:
    return "optimal" if value == OPTIMAL else _shape(value)


_Counts = (
    Annotated[Count, Tag("number")]
    | Annotated[list[Count], Field(min_length=1), Tag("list")]
    | Annotated[CountRange, Tag("range")]
)
_Strengths = (
    Annotated[NonNegative, Tag("number")]
    | Annotated[list[NonNegative], Field(min_length=1), Tag("list")]
    | Annotated[Range, Tag("range")]
    | Annotated[str, LawText("PN", "1e-3 * P^-1"), Tag("law")]
    | Annotated[FeatureLaw, Tag(LAW)]
)
_STRENGTH = "a number >= 0, a list of them, a range such as {from: 1e-6, to: 1, points: 7}, "
_SAMPLES = Allowed(
    "a number >= 1 (up to 1e60) or inf, a list of them, or a range such as {from: 10, to: 1e6, points: 31}"
)
_RIDGE = Allowed(_STRENGTH + "a law such as '1e-3 * P^-1', or optimal", words=(OPTIMAL,))

Samples = Annotated[
    _Counts,
    Discriminator(_shape_without_law),
    _SAMPLES,
]
Members = Annotated[
    _Counts,
    Discriminator(_shape_without_law),
    Allowed("a number >= 1 (up to 1e60) or inf, a list of them, or a range such as {from: 1, to: 100, per_decade: 3}"),
]
Width = Annotated[
    Annotated[
        _Counts | Annotated[str, LawText("P", "0.5 * P^0.7"), Tag("law")] | Annotated[SampleLaw, Tag(LAW)],
        Discriminator(_shape),
    ]
    | None,
    Allowed(
        "a number >= 1 (up to 1e60) or inf, a list of them, a range such as {from: 10, to: 1e4, points: 16}, "
        "or a law in P such as '0.5 * P^0.7'"
    ),
]
Strength = Annotated[_Strengths, Discriminator(_shape), Allowed(_STRENGTH + "or a law such as '1e-3 * P^-1'")]
Ridge = Annotated[
    _Strengths | Annotated[Literal["optimal"], Tag("optimal")],
    Discriminator(_shape_or_optimal),
    _RIDGE,
]
# Where a spec may do without the key.
SomeSamples = Annotated[Samples | None, _SAMPLES]
SomeRidge = Annotated[Ridge | None, _RIDGE]
Time = Annotated[
    Annotated[PositiveOrInf, Tag("number")]
    | Annotated[list[PositiveOrInf], Field(min_length=1), Tag("list")]
    | Annotated[PositiveNumbers, Tag("range")]
    | Annotated[str, LawText("PN", "0.5 * P^0.9"), Tag("law")]
    | Annotated[FeatureLaw, Tag(LAW)]
    | Annotated[Literal["optimal"], Tag("optimal")],
    Discriminator(_shape_or_optimal),
    Allowed(
        "a number > 0 or inf, a list of them, a range such as {from: 1, to: 1e6, points: 31}, "
        "a law such as '0.5 * P^0.9', or optimal",
        words=(OPTIMAL,),
    ),
]
_NO_OPTIMAL_STEPS = "for early stopping, take method: flow with time: optimal (a time is learning rate times steps)"
Steps = Annotated[
    Annotated[StepCount, Tag("number")]
    | Annotated[list[StepCount], Field(min_length=1), Tag("list")]
    | Annotated[CountRange, Tag("range")]
    | Annotated[str, LawText("PN", "10 * P^0.9", _NO_OPTIMAL_STEPS), Tag("law")]
    | Annotated[FeatureLaw, Tag(LAW)],
    Discriminator(_shape),
    Allowed(
        "an integer >= 1 (up to 1e15) or inf, a list of them, a range such as {from: 1, to: 1e6, points: 31}, "
        "or a law such as '10 * P^0.9'"
    ),
]
PositiveRange = Annotated[
    Annotated[Positive, Tag("number")]
    | Annotated[list[Positive], Field(min_length=1), Tag("list")]
    | Annotated[Range, Tag("range")],
    Discriminator(_shape_without_law),
    Allowed("a number > 0, a list of them, or a range such as 1e6:1e12:7"),
]

_Rank = Annotated[float, Number("an integer >= 0", minimum=0, whole=True)]
Ranks = Annotated[
    Annotated[_Rank, Tag("number")]
    | Annotated[list[_Rank], Field(min_length=1), Tag("list")]
    | Annotated[CountRange, Tag("range")],
    Discriminator(_shape_without_law),
    Allowed("an integer >= 0, a list of them, or a range such as 1:1000:4"),
]

# --- what else is varied

_VARIED = "a number, a list of them, or a range such as {from: 0.2, to: 1, points: 5, spacing: linear}"
Vary = Annotated[
    dict[
        str,
        Annotated[
            Annotated[
                Annotated[float, Number("a number", infinite=True), Tag("number")]
                | Annotated[
                    list[
                        Annotated[float, Number("a number", infinite=True), Allowed("a number", what="a value of it")]
                    ],
                    Field(min_length=1),
                    Tag("list"),
                ]
                | Annotated[NumberRange, Tag("range")],
                Discriminator(_shape_without_law),
            ],
            Allowed(_VARIED, what="what a number of the spec takes in turn"),
        ],
    ]
    | None,
    Allowed("a mapping of keys to values, such as {spectrum.alpha: [1.2, 1.5, 2]}"),
]

# --- data files

DataPath = Annotated[str, Text(f"the path of a data file, {FORMATS}")]
ColumnName = Annotated[str | None, Text("the name of a column of the data file")]
