"""Tests: rules, service, pages, journeys."""
