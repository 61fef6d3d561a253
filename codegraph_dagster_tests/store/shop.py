"""A small real repository for queries: an override, calls in a circle, names that are ambiguous, outside or unknown."""

from __future__ import annotations

SHOP = {
    "shop/prices.py": '''RATE = 2


class Price:
    """What a thing costs."""

    def __init__(self, amount):
        self.amount = amount

    def total(self):
        return add(self.amount, RATE)


def add(left, right):
    return left + right


def ping(n):
    return pong(n)


def pong(n):
    return ping(n) and ping(n - 1)
''',
    "shop/cart.py": """import json
from shop.prices import Price, add


class Cart:
    def sum(self, items):
        def one(item):
            return Price(item).total()

        return [one(item) for item in items]


class BigCart(Cart):
    def sum(self, items):
        return add(1, json.loads("2"))
""",
    "shop/app.py": """from shop.cart import BigCart, Cart


def run(big):
    cart = BigCart() if big else Cart()
    return cart.sum([1]), big.unknown


LAST = run(None)
""",
    "tests/test_app.py": """from shop import app


def test_run():
    assert app.run(1)


def test_last():
    assert app.LAST
""",
}
