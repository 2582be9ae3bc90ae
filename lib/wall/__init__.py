"""Posts, rubrics, drafts."""
