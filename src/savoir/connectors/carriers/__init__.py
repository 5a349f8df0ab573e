"""Carriers behind `logistics.ports.Carrier`."""
