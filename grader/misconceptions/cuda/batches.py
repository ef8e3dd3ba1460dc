"""Wrong versions of collate and masked_mean."""

import torch

from grader.misconceptions import Misconceptions
from grader.reference.cuda import batches as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("collate")
def batch_first(pairs):
    """Your batches have the examples first. Here time comes first: x is (T, m, n_x)
    and the mask (T, m)."""
    return tuple(part.transpose(0, 1) for part in reference.collate(pairs))


@of("collate")
def padded_in_front(pairs):
    """The padding stands before the sequences. Then the state has already moved when
    the first real step comes: pad at the end."""
    turned = [(x.flip(0), y.flip(0)) for x, y in pairs]
    return tuple(part.flip(0) for part in reference.collate(turned))


@of("collate")
def sorted_by_length(pairs):
    """Your examples are sorted by length. Nobody asked for another order, and who
    called it no longer knows which answer is whose."""
    return reference.collate(sorted(pairs, key=lambda pair: -len(pair[0])))


@of("collate")
def mask_inverted(pairs):
    """Your mask is true where the padding is. It marks the real steps."""
    x, y, mask = reference.collate(pairs)
    return x, y, ~mask


@of("collate")
def mask_made_from_zeros(pairs):
    """Your mask asks where x is not zero. A real step may be a row of zeros: make the
    mask from the lengths."""
    x, y, _ = reference.collate(pairs)
    return x, y, (x != 0).any(-1)


@of("collate")
def cut_to_the_shortest(pairs):
    """All sequences are cut to the shortest one. What is short is to be padded; nothing
    that was there may be lost."""
    T = min(len(x) for x, _ in pairs)
    return reference.collate([(x[:T], y[:T]) for x, y in pairs])


@of("collate")
def targets_turned_into_floats(pairs):
    """Whole numbers as targets come out as floats. Make the padded tensor in the dtype
    of the sequences: classes and tokens have to stay whole."""
    x, y, mask = reference.collate(pairs)
    return x, y.to(x.dtype), mask


@of("masked_mean")
def mask_ignored(losses, mask):
    """The padded steps are in your mean, like real ones: the mask is not used."""
    return losses.mean()


@of("masked_mean")
def padded_steps_counted(losses, mask):
    """The padded losses are set to zero and then counted all the same. Divide by the
    number of real steps, not by all of them."""
    return torch.where(mask, losses, 0).mean()


@of("masked_mean")
def mean_of_means(losses, mask):
    """You average each sequence and then these averages: a step of a short sequence
    weighs more than one of a long one. Every real step has the same weight."""
    return (torch.where(mask, losses, 0).sum(0) / mask.sum(0)).mean()


@of("masked_mean")
def nan_times_zero(losses, mask):
    """You multiply by the mask, and NaN times zero is NaN: what stands at a padded step
    gets through. Choose the real steps instead."""
    return (losses * mask).sum() / mask.sum()
