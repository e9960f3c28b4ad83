"""The desk in a browser and the HTTP API: parse a request, call the book, render the answer."""
