"""A wire `Shape` and the types of its fields -> a JSON schema (OpenAPI 3.1, JSON Schema 2020-12).

The tables of `clearsight.wire` say which fields there are and what becomes of each; here stands
only what they do not say: types of fields that are judged, and which of them must be there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clearsight.wire.fields import Shape

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
WORDS: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": ["boolean", "null"]}
OBJECT: Schema = {"type": "object"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def listed(item: Schema, *, least: int = 0) -> Schema:
    return {"type": "array", "items": item} | ({"minItems": least} if least else {})


def any_of(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def optional(schema: Schema) -> Schema:
    """The same or null: absent and null are the same here."""
    return any_of(schema, {"type": "null"})


def one_of(*values: object) -> Schema:
    return {"enum": list(values)}


@dataclass(frozen=True)
class Model:
    """One object that a request may hold.

    Attributes:
        shape: how the parser reads it.
        types: of its judged fields, and of others that are narrower than the shape says.
        needed: fields that must be there and are not null.
        about: in a sentence.
    """

    shape: Shape
    types: Mapping[str, Schema] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    about: str = ""

    def schema(self, name: str) -> Schema:
        """The object's JSON schema.

        Raises:
            LookupError: a judged field without a type, or a type without a field.
        """
        shape = self.shape
        known = {*shape.judged, *shape.fixed, *shape.numbers, *shape.dropped, *shape.refused}
        wrong = (shape.judged - self.types.keys()) | (self.types.keys() - known)
        if wrong:
            raise LookupError(f"fields of {name} and their types differ: {sorted(wrong)}")
        out: Schema = {
            "type": "object",
            "properties": {one: self._property(one) for one in sorted(known)},
            "additionalProperties": shape.open,
        }
        if self.about:
            out["description"] = self.about
        if self.needed:
            out["required"] = list(self.needed)
        return out

    def _property(self, name: str) -> Schema:
        shape = self.shape
        if name in self.types:
            return self.types[name]
        if name in shape.fixed:
            values = list(shape.fixed[name])
            return {"enum": values if name in self.needed else [*values, None]}
        if name in shape.numbers:
            return {"type": ["number", "null"]}
        if name in shape.refused:
            return {"type": "null", "description": f"Refused: {shape.refused[name]}."}
        return {"description": "Taken and thrown away: the model never gets it."}
