"""The reference for the kernels notebook, in PyTorch: one module for each part."""
