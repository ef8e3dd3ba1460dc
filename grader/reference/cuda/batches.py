"""Sequences of unequal length in one batch, and a mean over the real steps only."""

import torch
from torch.nn.utils.rnn import pad_sequence


def collate(pairs):
    """One batch of pairs (x, y) of unequal length: (x, y, mask), time first.

    `pairs` is a list of m pairs of tensors, x_i (T_i, n_x) and y_i (T_i, ...).
    x (T, m, n_x) and y (T, m, ...) are padded with zeros at the end to the longest T;
    mask (T, m), bool, is true at the real steps.
    """
    xs, ys = zip(*pairs, strict=True)
    lengths = torch.tensor([len(x) for x in xs])
    mask = torch.arange(int(lengths.max()))[:, None] < lengths  # (T, m)
    return pad_sequence(xs), pad_sequence(ys), mask


def masked_mean(losses, mask):
    """The mean of `losses` (T, m) over the steps where `mask` (T, m) is true.

    L = Σ mask * losses / Σ mask, a scalar; nothing at the other steps gets through.
    """
    return torch.where(mask, losses, 0).sum() / mask.sum()
