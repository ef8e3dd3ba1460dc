"""The visible checks of the CUDA notebook: ``from utils.checks import cuda as check``.

They run on the CPU, and on torch's device "meta", which has shapes and no values and
stands for a GPU where there is none.
"""

from utils.checks.cuda.batches import collate, masked_mean
from utils.checks.cuda.checkpoints import load_checkpoint, save_checkpoint
from utils.checks.cuda.device import pick_device
from utils.checks.cuda.layers import GRULayer, LSTMLayer, PeepholeLSTMLayer
from utils.checks.cuda.precision import autocast_dtype
from utils.checks.cuda.training import fit, train_step
from utils.checks.cuda.waiting import epoch_without_waits

__all__ = [
    "GRULayer",
    "LSTMLayer",
    "PeepholeLSTMLayer",
    "autocast_dtype",
    "collate",
    "epoch_without_waits",
    "fit",
    "load_checkpoint",
    "masked_mean",
    "pick_device",
    "save_checkpoint",
    "train_step",
]
