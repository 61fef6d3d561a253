"""Tests of carts."""

from shop import Cart, place_order


def test_an_order() -> None:
    """The customer is told the price."""
    cart = Cart()
    cart.add("tea", "3.20")
    assert place_order(cart, "me@example.org").endswith("3.2 EUR")
