"""The visible checks of the CUDA notebook: ``from utils.checks import cuda as check``.

They run on the CPU, and on torch's device "meta", which has shapes and no values and
stands for a GPU where there is none.
"""

from utils.checks.cuda.batches import collate, masked_mean
from utils.checks.cuda.checkpoints import load_checkpoint, save_checkpoint
from utils.checks.cuda.layers import GRULayer, LSTMLayer, PeepholeLSTMLayer
from utils.checks.cuda.numbers import floor_seconds, pick_device, step_cost, time_it
from utils.checks.cuda.ports import gru_like_torch, lstm_from_torch, lstm_to_torch
from utils.checks.cuda.sequences import gru_sequence, peephole_sequence
from utils.checks.cuda.training import fit, train_step

__all__ = [
    "GRULayer",
    "LSTMLayer",
    "PeepholeLSTMLayer",
    "collate",
    "fit",
    "floor_seconds",
    "gru_like_torch",
    "gru_sequence",
    "load_checkpoint",
    "lstm_from_torch",
    "lstm_to_torch",
    "masked_mean",
    "peephole_sequence",
    "pick_device",
    "save_checkpoint",
    "step_cost",
    "time_it",
    "train_step",
]
