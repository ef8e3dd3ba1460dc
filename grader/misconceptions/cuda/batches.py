"""Wrong answers that people give for batches of unequal lengths."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.batches")

MISTAKES.of(
    "collate",
    """
    batch_first
      - return pad_sequence(xs), pad_sequence(ys), mask
      + return pad_sequence(xs, True), pad_sequence(ys, True), mask.T
      Your batches have the examples first. Here time comes first: x is (T, m, n_x) and
      the mask (T, m).
    padded_in_front
      - return pad_sequence(xs), pad_sequence(ys), mask
      + x, y = (pad_sequence([part.flip(0) for part in parts]) for parts in (xs, ys))
      + return x.flip(0), y.flip(0), mask.flip(0)
      The padding stands before the sequences. Then the state has already moved when the
      first real step comes: pad at the end.
    sorted_by_length
      - xs, ys = zip(*pairs, strict=True)
      + xs, ys = zip(*sorted(pairs, key=lambda pair: -len(pair[0])), strict=True)
      Your examples are sorted by length. Nobody asked for another order, and who called
      it no longer knows which answer is whose.
    mask_inverted
      pad_sequence(ys), mask  →  pad_sequence(ys), ~mask
      Your mask is true where the padding is. It marks the real steps.
    mask_made_from_zeros
      pad_sequence(ys), mask  →  pad_sequence(ys), (pad_sequence(xs) != 0).any(-1)
      Your mask asks where x is not zero. A real step may be a row of zeros: make the
      mask from the lengths.
    cut_to_the_shortest
      - xs, ys = zip(*pairs, strict=True)
      + T = min(len(x) for x, _ in pairs)
      + xs, ys = zip(*((x[:T], y[:T]) for x, y in pairs), strict=True)
      All sequences are cut to the shortest one. What is short is to be padded; nothing
      that was there may be lost.
    targets_turned_into_floats
      pad_sequence(ys), mask  →  pad_sequence(ys).to(xs[0].dtype), mask
      Whole numbers as targets come out as floats. Make the padded tensor in the dtype
      of the sequences: classes and tokens have to stay whole.
    """,
)

MISTAKES.of(
    "masked_mean",
    """
    mask_ignored
      torch.where(mask, losses, 0).sum() / mask.sum()  →  losses.mean()
      The padded steps are in your mean, like real ones: the mask is not used.
    padded_steps_counted
      - torch.where(mask, losses, 0).sum() / mask.sum()
      + torch.where(mask, losses, 0).mean()
      The padded losses are set to zero and then counted all the same. Divide by the
      number of real steps, not by all of them.
    mean_of_means
      - torch.where(mask, losses, 0).sum() / mask.sum()
      + (torch.where(mask, losses, 0).sum(0) / mask.sum(0)).mean()
      You average each sequence and then these averages: a step of a short sequence
      weighs more than one of a long one. Every real step has the same weight.
    indexed_by_the_mask
      torch.where(mask, losses, 0).sum() / mask.sum()  →  losses[mask].mean()
      An index by the mask has to count the real steps before it knows its own size, so
      the host waits for the device. Choose with torch.where, whose size is known.
    nan_times_zero
      torch.where(mask, losses, 0).sum()  →  (losses * mask).sum()
      You multiply by the mask, and NaN times zero is NaN: what stands at a padded step
      gets through. Choose the real steps instead.
    """,
)
