"""One run of the counting task, here and now, with torch's own units."""

import numpy as np

from utils.experiments import tasks
from utils.experiments.which_unit.settings import TASKS

LONGEST = 10  # words of up to so many a's are learned
LOOKED_AT = 60


def counts_up_to(unit, n, seed, lr, tell=None):
    """The longest n, up to 60, such that no word aⁿbⁿ up to it has a wrong answer.

    unit: "gru" or "lstm", torch's, of width n, trained as in the experiment on the
    words up to n = 10. tell(update, updates) is called ten times on the way.
    """
    import torch

    torch.manual_seed(seed)
    cell = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[unit](2, n)
    readout, updates = torch.nn.Linear(n, 1), TASKS["counting"].updates
    learned = [*cell.parameters(), *readout.parameters()]
    optimizer = torch.optim.Adam(learned, lr)
    if unit == "lstm":
        with torch.no_grad():  # torch adds two biases; its order is Γu, Γf, c̃, Γo
            cell.bias_ih_l0[n : 2 * n], cell.bias_hh_l0[n : 2 * n] = 1, 0
    x, y, counts = map(torch.tensor, _words(LONGEST))
    for update in range(1, updates + 1):
        optimizer.zero_grad()
        scores = readout(cell(x)[0])[..., 0]
        torch.nn.functional.binary_cross_entropy_with_logits(
            scores, y, weight=counts / counts.mean()
        ).backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        if tell is not None and update % (updates // 10) == 0:
            tell(update, updates)
    x, y, counts = map(torch.tensor, _words(LOOKED_AT))
    with torch.no_grad():
        says = readout(cell(x)[0])[..., 0] > 0
    wrong = ((says != (y == 1)) & (counts == 1)).any(dim=0).numpy()  # (60,)
    return int(np.argmax(wrong)) if wrong.any() else LOOKED_AT


def _words(longest):
    return (each.astype(np.float32) for each in tasks.counting(longest))
