"""What learners get beside the notebooks: types, visible checks, figures, data."""
