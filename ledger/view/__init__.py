"""One resolved view of a trace and of a story, which every renderer reads."""
