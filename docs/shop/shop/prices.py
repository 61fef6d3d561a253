"""Prices in cents."""

from decimal import Decimal

CURRENCY = "EUR"


class Price:
    """An amount of money."""

    def __init__(self, cents: int) -> None:
        self.cents = cents

    def plus(self, other: "Price") -> "Price":
        """The sum of two prices."""
        return Price(self.cents + other.cents)

    def shown(self) -> str:
        """The price as customers see it."""
        return f"{Decimal(self.cents) / 100} {CURRENCY}"


def parse_price(text: str) -> Price:
    """Read a price as a person writes it. Raises ValueError for what is none."""
    return Price(round(Decimal(text.strip()) * 100))
