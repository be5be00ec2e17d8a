"""Made-up tables, one a language: every value is drawn from these lists or from a seeded generator."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl

N = 400


def frame(*columns):
    return pl.DataFrame({f"c{at}": list(values) for at, values in enumerate(columns, start=1)})


class Maker:
    def __init__(self, seed=1, n=N):
        self.r = random.Random(seed)
        self.n = n

    def many(self, make):
        return [make() for _ in range(self.n)]

    def digits(self, count):
        return "".join(self.r.choice("0123456789") for _ in range(count))

    def pick(self, text, sep=" "):
        return self.many(lambda: self.r.choice(text.split(sep)))

    def day(self, first=date(1940, 1, 1), last=date(2004, 12, 31)):
        return first + timedelta(days=self.r.randrange((last - first).days))

    def births(self, pattern="%Y-%m-%d"):
        return self.many(lambda: self.day().strftime(pattern))

    def moments(self):
        return self.many(
            lambda: (
                self.day(date(2020, 1, 1), date(2022, 1, 1)).strftime("%Y-%m-%d")
                + f" {self.r.randrange(24):02}:{self.r.randrange(60):02}:11"
            )
        )

    def chinese_names(self):
        return self.many(
            lambda: (
                self.r.choice("王李张刘陈杨赵黄周吴")
                + "".join(self.r.choice("伟芳娜敏静丽强磊军洋") for _ in range(self.r.choice((1, 2))))
            )
        )

    def chinese_ids(self):
        """Unassigned region 99, any check digit: none is a person's, nine in ten fail."""
        return self.many(
            lambda: (
                "99" + self.digits(4) + self.day().strftime("%Y%m%d") + self.digits(3) + self.r.choice("0123456789X")
            )
        )

    def names(self, given, family):
        return [f"{g} {f}" for g, f in zip(self.pick(given), self.pick(family), strict=True)]
