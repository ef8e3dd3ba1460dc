# slip: divided by all steps, padded ones too
# named: padded_steps_counted
import torch


def masked_mean(losses, mask):
    return torch.where(mask, losses, torch.zeros_like(losses)).mean()
