"""Messages to customers."""

from shop.orders import Order


def confirm(order: Order, address: str) -> str:
    """The text that tells a customer what was ordered."""
    return f"To {address}: your order of {order.price.shown()}"
