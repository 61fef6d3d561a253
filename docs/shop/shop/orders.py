"""Orders that were placed."""

from __future__ import annotations

from dataclasses import dataclass

from shop.cart import Cart
from shop.prices import Price


@dataclass
class Order:
    """A cart at the moment in which it was bought."""

    price: Price


def place_order(cart: Cart, address: str) -> str:
    """Buy what is in the cart, and tell the customer."""
    from shop.mail import confirm

    return confirm(Order(price=cart.total()), address)
