"""Restaurants, shops and hotels that buy as a business."""
