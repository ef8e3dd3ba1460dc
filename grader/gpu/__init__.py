"""What only a GPU can show: the notebooks in torch, their checks, and their speed."""
