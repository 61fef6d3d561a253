"""A small shop: what the examples of the documentation are run on."""

from shop.cart import Cart, GiftCart
from shop.orders import place_order

__all__ = ["Cart", "GiftCart", "place_order"]
