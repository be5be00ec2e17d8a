"""Compile phonenumbers' metadata into `leakcheck/reference/phone_plans.json.xz`.

    python tests/reference/build_phone_plans.py        # writes the table anew
    pytest tests/reference/test_phone_plans.py         # recompiles and compares

Source   phonenumbers (PyPI), the Python port of Google's libphonenumber; metadata Apache-2.0.

Beside the patterns the table holds what was *proved* about them. A plan's patterns describe finite sets of digit
strings, so "no mobile number of China could also be read as a carrier code and a shorter number" is a question about
two finite automata, and is settled here once. For a type with such a proof one anchored expression gives the answer
that the long way round (`leakcheck.kernels.phone_plan`) would give; everything else goes the long way round.
"""

from __future__ import annotations

import json
import lzma
import re._constants as sre
import re._parser as sre_parser
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata, PhoneNumberDesc

TABLE = Path(__file__).parents[2] / "leakcheck" / "reference" / "phone_plans.json.xz"
LICENCE = "Apache-2.0, The Libphonenumber Authors"

# libphonenumber asks for types in this order; fixed and mobile come last and are compared with each other.
TYPES = (
    (4, "premium_rate"), (3, "toll_free"), (5, "shared_cost"), (6, "voip"), (7, "personal_number"), (8, "pager"),
    (9, "uan"), (10, "voicemail"), (0, "fixed_line"), (1, "mobile"),
)  # fmt: skip
EITHER = 2  # FIXED_LINE_OR_MOBILE
FIXED, MOBILE = 0, 1
DIGITS = frozenset(range(10))

# ---------------------------------------------------------------------------------------------------------- automata


class Automaton:
    """A non-deterministic automaton over the ten digits: state -> [(digits or None, next state)]."""

    def __init__(self, pattern: str, prefix: str = "", *, open_end: bool = False) -> None:
        self.edges: list[list[tuple[frozenset[int] | None, int]]] = [[]]
        state = self._add(sre_parser.parse(prefix), 0) if prefix else 0
        state = self._add(sre_parser.parse(pattern), state)
        if open_end:
            self.edges[state].append((DIGITS, state))
        self.final = state
        self.start = self._closure(frozenset({0}))

    def _new(self) -> int:
        self.edges.append([])
        return len(self.edges) - 1

    def _link(self, origin: int, digits: frozenset[int] | None) -> int:
        target = self._new()
        self.edges[origin].append((digits, target))
        return target

    def _add(self, nodes: Any, state: int) -> int:
        for op, value in nodes:
            match op:
                case sre.LITERAL:
                    state = self._link(state, frozenset({value - 48}))
                case sre.IN:
                    state = self._link(state, _members(value))
                case sre.SUBPATTERN:
                    state = self._add(value[3], state)
                case sre.BRANCH:
                    ends = [self._add(branch, state) for branch in value[1]]
                    state = self._new()
                    for end in ends:
                        self.edges[end].append((None, state))
                case sre.MAX_REPEAT:
                    low, high, inner = value
                    ends = [state] if low == 0 else []
                    for turn in range(1, high + 1):
                        state = self._add(inner, state)
                        ends += [state] if turn >= low else []
                    state = self._new()
                    for end in ends:
                        self.edges[end].append((None, state))
                case sre.AT:  # "$": leaving it out makes the set larger, so a proof of "no overlap" stays a proof
                    continue
                case _:
                    raise NotImplementedError(str(op))
        return state

    def _closure(self, states: frozenset[int]) -> frozenset[int]:
        seen, todo = set(states), list(states)
        while todo:
            for digits, target in self.edges[todo.pop()]:
                if digits is None and target not in seen:
                    seen.add(target)
                    todo.append(target)
        return frozenset(seen)

    def step(self, states: frozenset[int], digit: int) -> frozenset[int]:
        """Where one more digit leads."""
        return self._closure(
            frozenset(
                target
                for state in states
                for digits, target in self.edges[state]
                if digits is not None and digit in digits
            )
        )


def _members(items: Any) -> frozenset[int]:
    found: set[int] = set()
    for op, value in items:
        match op:
            case sre.LITERAL:
                found.add(value - 48)
            case sre.RANGE:
                found.update(range(value[0] - 48, value[1] - 47))
            case sre.CATEGORY if value is sre.CATEGORY_DIGIT:
                found |= DIGITS
            case _:
                raise NotImplementedError(str(op))
    return frozenset(found)


def overlap(left: Automaton, right: Automaton, lengths: tuple[int, ...] = ()) -> bool:
    """Whether one digit string is in both sets (and has one of `lengths`, where given)."""
    longest = max(lengths, default=20)
    level = {(left.start, right.start)}
    for length in range(longest + 1):
        if any(left.final in a and right.final in b for a, b in level) and (not lengths or length in lengths):
            return True
        level = {
            (x, y)
            for a, b in level
            for digit in range(10)
            if (x := left.step(a, digit)) and (y := right.step(b, digit))
        }
    return False


def within(inner: Automaton, outer: Automaton, lengths: frozenset[int]) -> bool:
    """Whether every string of `inner` is in `outer` and has one of `lengths`."""
    level = {(inner.start, outer.start)}
    for length in range(20):
        if any(inner.final in a and not (outer.final in b and length in lengths) for a, b in level):
            return False
        level = {(x, outer.step(b, digit)) for a, b in level for digit in range(10) if (x := inner.step(a, digit))}
    return not level


@cache
def automaton(pattern: str, prefix: str = "", *, open_end: bool = False) -> Automaton:
    """The automaton of a pattern, behind literal digits, and followed by anything where asked."""
    return Automaton(pattern, prefix, open_end=open_end)


# ------------------------------------------------------------------------------------------------------------- plans


def rust(pattern: str | None) -> str | None:
    """A metadata pattern for the Rust regex crate, where a bare ``\\d`` would mean every script's digits."""
    return pattern.replace("\\d", "[0-9]") if pattern else None


def described(desc: PhoneNumberDesc | None) -> bool:
    """Whether numbers of a type exist."""
    return desc is not None and bool(desc.national_number_pattern)


def types_of(meta: PhoneMetadata) -> list[tuple[int, PhoneNumberDesc]]:
    """(type code, description) in the order of asking; one entry where fixed and mobile share a pattern."""
    found = [(code, getattr(meta, name)) for code, name in TYPES if described(getattr(meta, name))]
    if meta.same_mobile_and_fixed_line_pattern:
        found = [(EITHER if code == FIXED else code, desc) for code, desc in found if code != MOBILE]
    return found


def alternatives(pattern: str) -> list[str]:
    """The top-level branches of a pattern."""
    depth, branches = 0, [""]
    for char in pattern:
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += char
    return branches


def readings(stripped: str) -> list[str]:
    """The branches of a trunk-prefix pattern, with ``A(B)?`` taken as A or AB, and ``(?:A|B)`` as A or B."""
    found = []
    for branch in alternatives(stripped):
        head, tail = branch, ""
        if branch.endswith(")?"):
            depth, cut = 0, len(branch) - 1
            while cut := cut - 1:
                depth += (branch[cut] == ")") - (branch[cut] == "(")
                if depth == 0:
                    break
            head, tail = branch[:cut], branch[cut:-1]
        heads = alternatives(head[3:-1]) if head.startswith("(?:") and head.endswith(")") else [head]
        found += heads + [h + tail for h in heads if tail]
    return found


def proofs(meta: PhoneMetadata, earlier: list[PhoneMetadata]) -> list[list[Any]]:
    """[type code, prefixes] for the types whose numbers can be read one way only, behind each of the prefixes.

    Prefixes: "" as it stands, "+" the calling code after a plus, "c" the bare calling code, "t" the trunk prefix.
    """
    types = types_of(meta)
    stripped = meta.national_prefix_for_parsing
    # After a calling code, with or without a plus, the trunk prefix of the code's main region is what gets removed.
    main_stripped = (earlier[0] if earlier else meta).national_prefix_for_parsing
    found = []
    for code, desc in types:
        lengths = tuple(desc.possible_length)
        if code not in (FIXED, MOBILE, EITHER) or -1 in lengths:
            continue
        own = automaton(desc.national_number_pattern)
        rivals = [automaton(other.national_number_pattern) for kind, other in types if kind != code]
        for region in earlier:
            rivals += (
                [automaton(region.leading_digits, open_end=True)]
                if region.leading_digits
                else [automaton(other.national_number_pattern) for _, other in types_of(region)]
            )
        rivals += [automaton(p, open_end=True) for p in {stripped, main_stripped} if p]
        if any(overlap(own, rival, lengths) for rival in rivals):
            continue
        outer = [automaton(meta.general_desc.national_number_pattern)]
        if meta.leading_digits:
            outer.append(automaton(meta.leading_digits, open_end=True))
        possible = (
            set(lengths)
            & set(meta.general_desc.possible_length)
            & set((earlier or [meta])[0].general_desc.possible_length)
        )
        if not all(within(own, larger, frozenset(possible)) for larger in outer):
            continue
        found.append([code, _prefixes(meta, desc)])
    return found


def _prefixes(meta: PhoneMetadata, desc: PhoneNumberDesc) -> list[str]:
    lengths = tuple(desc.possible_length)
    pattern, general = desc.national_number_pattern, automaton(meta.general_desc.national_number_pattern)
    abroad = automaton(meta.international_prefix, open_end=True) if meta.international_prefix else None
    kept = ["+"]

    def free(prefix: str) -> bool:
        longer = automaton(pattern, prefix)
        spans = tuple(n + len(prefix) for n in lengths)
        return not (abroad and overlap(longer, abroad, spans)) and not (prefix and overlap(longer, general, spans))

    if free(""):
        kept.append("")
    code = str(meta.country_code)
    if free(code):
        kept.append("c")
    trunk, stripped = meta.national_prefix, meta.national_prefix_for_parsing
    if trunk and stripped and trunk.isdigit() and trunk in (branches := readings(stripped)) and free(trunk):
        others = [automaton(b, open_end=True) for b in branches if b != trunk]
        longer = automaton(pattern, trunk)
        like_code = trunk.startswith(code) or code.startswith(trunk)
        if not any(overlap(longer, other, tuple(n + len(trunk) for n in lengths)) for other in others) and (
            not like_code or trunk == code
        ):
            kept.append("t")
    return sorted(kept)


def zero_led(desc: PhoneNumberDesc) -> bool:
    """Whether numbers of a type, without any trunk prefix, may begin with 0."""
    numbers = automaton(desc.national_number_pattern)
    return bool(numbers.step(numbers.start, 0))


def region_plan(meta: PhoneMetadata, earlier: list[PhoneMetadata]) -> dict[str, Any]:
    """One region's plan as plain JSON values; keys are explained in `leakcheck.reference.phone_plans`."""
    general = meta.general_desc
    return {
        "code": meta.country_code,
        "idd": rust(meta.international_prefix),
        "trunk": meta.national_prefix,
        "strip": rust(meta.national_prefix_for_parsing),
        "transform": meta.national_prefix_transform_rule,
        "leading": rust(meta.leading_digits),
        "general": rust(general.national_number_pattern),
        "lengths": list(general.possible_length),
        "local": list(general.possible_length_local_only),
        "types": [[code, rust(d.national_number_pattern), list(d.possible_length)] for code, d in types_of(meta)],
        "zero": any(zero_led(desc) for code, desc in types_of(meta) if code in (FIXED, MOBILE, EITHER)),
        "plain": proofs(meta, earlier),
    }


def compile_table() -> dict[str, Any]:
    """The whole table."""
    codes: dict[str, list[str]] = {}
    plans: dict[str, Any] = {}
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        names = [f"001-{code}" if region == "001" else region for region in regions]
        metas = [
            PhoneMetadata.metadata_for_nongeo_region(code)
            if region == "001"
            else PhoneMetadata.metadata_for_region(region, None)
            for region in regions
        ]
        codes[str(code)] = names
        for position, (name, meta) in enumerate(zip(names, metas, strict=True)):
            plans[name] = region_plan(meta, metas[:position])
    return {
        "source": f"phonenumbers {phonenumbers.__version__}",
        "licence": LICENCE,
        "codes": codes,
        "plans": plans,
    }


def packed(table: dict[str, Any]) -> bytes:
    """The table's bytes as they are packaged."""
    text = json.dumps(table, separators=(",", ":"), sort_keys=True)
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    TABLE.write_bytes(packed(compile_table()))
