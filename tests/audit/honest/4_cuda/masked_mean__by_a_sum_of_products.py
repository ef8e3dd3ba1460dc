import torch


def masked_mean(losses, mask):
    kept = torch.where(mask, losses, torch.zeros_like(losses))
    return kept.sum() / mask.sum()
