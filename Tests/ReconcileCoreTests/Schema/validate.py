"""Judges YAML files by a JSON Schema, with Debian's python3-jsonschema and python3-yaml.

usage: validate.py SCHEMA FILE...

Prints a line for each file: accepted, refused or unreadable, the file, and why.
"""

import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read: yes is a text, and so is a MAC of digits alone."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise yaml.YAMLError("a key stands twice")
        return super().construct_mapping(node, deep)


for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
]:
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:" + tag,
        re.compile("^(?:" + pattern + ")$"),
        ["" if letter == "\0" else letter for letter in first],
    )
# Leading zeros are decimal in YAML 1.2.
Loader.add_constructor(
    "tag:yaml.org,2002:int",
    lambda loader, node: int(node.value, 10 if node.value.lstrip("-+").isdigit() else 0),
)
Loader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: float(node.value)
)


def verdict(validator, path):
    try:
        with open(path, encoding="utf-8") as file:
            value = yaml.load(file, Loader)
        # Keys become texts, as in JSON.
        value = json.loads(json.dumps(value))
    except (yaml.YAMLError, UnicodeError, TypeError, RecursionError) as error:
        return "unreadable", str(error)
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    if error is None:
        return "accepted", ""
    return "refused", error.json_path + ": " + error.message


def main(schema_path, *paths):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in paths:
        word, reason = verdict(validator, path)
        print(word, path, " ".join(reason.split())[:200])


if __name__ == "__main__":
    main(*sys.argv[1:])
