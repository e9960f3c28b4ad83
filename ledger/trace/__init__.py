"""Tracing and checking figures. Pure: records in, a trace and findings out; no SQL, no clock."""
