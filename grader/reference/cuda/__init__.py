"""The reference for the CUDA notebook, in PyTorch: one module for each of its parts."""
