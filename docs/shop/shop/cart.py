"""What a customer is about to buy."""

from shop.prices import Price, parse_price


class Cart:
    """Items with their prices."""

    def __init__(self) -> None:
        self.items: list[tuple[str, Price]] = []

    def add(self, name: str, price: str) -> None:
        """Put an item into the cart."""
        self.items.append((name, parse_price(price)))

    def total(self) -> Price:
        """What all items cost together."""
        result = Price(0)
        for _, price in self.items:
            result = result.plus(price)
        return result


class GiftCart(Cart):
    """A cart whose items are wrapped."""

    def total(self) -> Price:
        """What all items and their paper cost."""
        return super().total().plus(parse_price("1.50"))
