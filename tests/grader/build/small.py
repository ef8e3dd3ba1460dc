"""A small master, for the tests of the build and of what is made by it."""

SMALL = '''\
# %% [markdown]
# # A small notebook
#
# Two functions, doubled and halved.

# %%
import math

# %% [markdown]
# ## Doubling

# %% exercise="double" points=4 minutes=10
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    twice_as_much = x + x  # the solution's own line
    return twice_as_much
    ### END SOLUTION

# %% check="double"
assert double(2) == 4, "double(2) is not 4"
print("double is right")

# %% [markdown]
# ## Halving

# %% exercise="halve" points=1.5 minutes=5
def halve(x):
    """Half of x."""
    ### BEGIN SOLUTION
    return math.ldexp(float(x), -1)
    ### END SOLUTION

# %% check="halve"
assert halve(4) == 2, "halve(4) is not 2"

# %% show=true
print([double(halve(k)) for k in range(3)])
'''


def plant(folder, name="0_small", text=SMALL):
    """A working tree under `folder` with one master and one module of utils."""
    for room in ("solutions", "notebooks", "utils"):
        (folder / room).mkdir(parents=True, exist_ok=True)
    (folder / "solutions" / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "utils" / "params.py").write_text('"""Parameters."""\n')
    return folder
