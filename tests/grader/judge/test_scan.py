"""The static scan sees a library's unit however it is reached, and nothing else."""

import pytest

from grader.judge.scan import forbidden_use

GRUS = ("torch.nn.GRU", "torch.nn.GRUCell", "torch.gru_cell")

BORROWED = {
    "attribute": "import torch\ndef f(x): return torch.nn.GRUCell(3, 4)(x)",
    "alias": "import torch.nn as layers\ndef f(x): return layers.GRU(3, 4)(x)",
    "from": "from torch import nn\ndef f(x): return nn.GRUCell(3, 4)(x)",
    "name": "from torch.nn import GRUCell as Mine\ndef f(x): return Mine(3, 4)(x)",
    "star": "from torch.nn import *\ndef f(x): return GRUCell(3, 4)(x)",
    "inside": "def f(x):\n    from torch.nn import GRU\n    return GRU(3, 4)(x)",
    "helper": "import torch\ndef g(x): return torch.gru_cell(x)\ndef f(x): return g(x)",
    "variable": "import torch\ncell = torch.nn.GRUCell(3, 4)\ndef f(x): return cell(x)",
    "getattr": "import torch\ndef f(x): return getattr(torch.nn, 'GRUCell')(3, 4)(x)",
    "dictionary": "import torch\ndef f(x): return vars(torch.nn)['GRU'](3, 4)(x)",
    "private": "import torch\ndef f(x): return torch._VF.gru_cell(x)",
    "lambda": "import torch\nf = lambda x: torch.nn.GRUCell(3, 4)(x)",
    "import alone": "from torch.nn import GRU as f",
    "cell magic": "%%time\nimport torch\ndef f(x): return torch.nn.GRU(3, 4)(x)",
    "operator": "import torch\ndef f(x): return torch.ops.aten.gru_cell(x)",
    "in a block": "import torch\nif True:\n    def f(x): return torch.nn.GRU(3, 4)(x)",
    "global": "import torch\nu = torch.nn.GRU(3, 4)\n"
    "def f(x):\n    global u\n    return u(x)",
    "default": "import torch\nu = torch.nn.GRU(3, 4)\ndef f(x, unit=u): return unit(x)",
    "method": "import torch\nu = torch.nn.GRU(3, 4)\nclass C:\n"
    "    def go(self, x): return u(x)\nf = C().go",
    "magic": "%matplotlib inline\nimport torch\ndef f(x): return torch.nn.GRU(3, 4)(x)",
}
OWN = {
    "own name": "def gru_cell(x): return x\ndef f(x): return gru_cell(x)",
    "beside": "import torch\ndef f(x): return x\nassert torch.nn.GRUCell(3, 4)",
    "text": "def f(x):\n    '''GRU'''\n    raise ValueError('gru_cell')",
    "other use of torch": "import torch\ndef f(x): return torch.nn.Linear(3, 4)(x)",
    "written again": "import torch\nf = torch.nn.GRU\ndef f(x): return x",
    "import written again": "from torch.nn import GRU as f\ndef f(x): return x",
    "own class of that name": "from torch.nn import *\n"
    "class GRU: pass\ndef f(x): return GRU()",
    "a parameter of that name": "import torch\np = torch.nn.GRU(3, 4)\n"
    "def f(x, p): return x @ p",
    "a local of that name": "import torch\nh = torch.nn.GRUCell(3, 4)(1)\n"
    "def f(x):\n    h = x + 1\n    return h",
    "a comprehension's name": "import torch\nh = torch.nn.GRUCell(3, 4)(1)\n"
    "def f(x): return [h for h in x]",
    "own dictionary": "def f(x, d): return d['GRU'](x)",
    "not Python": "def f(x) return",
}


@pytest.mark.parametrize("name", BORROWED)
def test_a_library_unit_is_seen(name):
    assert forbidden_use([BORROWED[name]], "f", GRUS) in GRUS


@pytest.mark.parametrize("name", OWN)
def test_the_learners_own_is_left_alone(name):
    assert forbidden_use([OWN[name]], "f", GRUS) is None


def test_other_exercises_are_not_looked_into():
    source = "import torch\ndef g(x): return torch.nn.GRU(x)\ndef f(x): return g(x)"
    assert forbidden_use([source], "f", GRUS, exercises=["f", "g"]) is None
    assert forbidden_use([source], "g", GRUS, exercises=["f", "g"]) == "torch.nn.GRU"


def test_cells_are_read_together_and_the_last_definition_counts():
    cells = ["import torch", "def f(x): return torch.nn.GRU(x)", "def f(x): return x"]
    assert forbidden_use(cells, "f", GRUS) is None
    assert forbidden_use(cells[:2], "f", GRUS) == "torch.nn.GRU"


def test_words_that_many_things_are_called_by_are_no_library():
    source = "def f(x): return getattr(x, 'grad', None), x.grad"
    assert forbidden_use([source], "f", ["torch.func.grad"]) is None
    source = "import torch\ndef f(x): return torch.func.grad(x)"
    assert forbidden_use([source], "f", ["torch.func.grad"]) == "torch.func.grad"
