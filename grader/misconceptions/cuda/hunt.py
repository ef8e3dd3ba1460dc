"""Wrong answers that people give for an epoch that waits for nothing."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.hunt")

MISTAKES.of(
    "epoch_without_waits",
    """
    numbers_read_on_the_way
      losses.append(loss.detach())  →  losses.append(loss.new_tensor(loss.item()))
      A number is read from the device on the way: .item(), float(…), int(…) and `if`
      all wait until it is there. Collect tensors, and decide with tensors.
    printed_on_the_way
      losses.append(loss.detach())  →  losses.append(loss.detach()); print(loss)
      A loss is printed on the way, and to be printed its number has to be there.
      Collect the losses, and print them after the epoch.
    made_of_a_list
      - losses, norms = torch.stack(losses), torch.stack(norms)
      + losses, norms = torch.tensor(losses), torch.tensor(norms)
      torch.tensor(…) reads each tensor of a list as a number, and waits for it.
      torch.stack puts them together on the device.
    indexed_by_the_mask
      - hits = (scores.argmax(dim=2) == y) & mask
      + hits = scores.argmax(dim=2)[mask] == y[mask]
      An index by the mask has a size that only the device knows, so the host waits for
      it. Compare everywhere, and let & take away what is padding.
    padding_counted_as_right
      - hits = (scores.argmax(dim=2) == y) & mask
      + hits = scores.argmax(dim=2) == y
      Padded steps count as right where the score happens to fit. Only real steps may
      count: take the mask away from the hits, too.
    mean_of_the_shares
      - "right": torch.stack(right).sum() / torch.stack(real).sum(),
      + "right": (torch.stack(right) / torch.stack(real)).mean(),
      You average the batches' shares, so a step of a batch with few real steps weighs
      more. Add up what was right and what was real, and divide once.
    divided_by_all_steps
      real.append(mask.sum())  →  real.append(torch.ones_like(mask).sum())
      You divide by all steps, the padded ones too. Divide by the number of real steps.
    worst_begins_at_zero
      losses.max()  →  losses.max().clamp(min=0)
      Your largest loss begins at 0, and a loss may be negative. Take the largest of
      those that came.
    last_loss_for_the_mean
      losses.mean()  →  losses[-1]
      You return the last batch's loss. The mean over all batches is asked for.
    losses_added_up
      losses.mean()  →  losses.sum()
      You return the sum of the losses: divide by the number of batches.
    counted_after_clipping
      - norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
      + torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
      + norm = torch.nn.utils.get_total_norm([w.grad for w in model.parameters()])
      You look at the norm after clipping, when none is too long any more. Use what
      clip_grad_norm_ returns: the norm before it.
    all_updates_counted
      (norms > max_norm).sum()  →  (norms > 0).sum()
      Every update is counted as clipped. Only those whose gradients were longer than
      max_norm are.
    gradients_not_clipped
      - norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
      + norm = torch.nn.utils.get_total_norm([w.grad for w in model.parameters()])
      Your step is made with gradients that nobody has clipped, or clipped too late.
      They have to be scaled down to max_norm before the optimiser steps.
    gradients_never_cleared
      optimizer.zero_grad()  →  pass
      Old gradients are added to the new ones. Clear them before backward.
    history_kept
      losses.append(loss.detach())  →  losses.append(loss)
      The results still hold the history of every step, and with it the memory of the
      whole epoch. Detach the losses that you keep.
    """,
)
