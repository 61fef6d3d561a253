"""Repositories that strangers wrote to do harm, and what becomes of them."""
