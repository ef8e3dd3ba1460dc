"""Wrong answers that people give for a training run."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.training")

MISTAKES.of(
    "fit",
    """
    best_weights_lost
      deepcopy(model.state_dict())  →  model.state_dict()
      The model ends with the weights of its last epoch. Either the best ones are not
      put back, or what you kept of them went on changing: state_dict() gives the
      weights themselves, so copy them (copy.deepcopy).
    left_in_eval_mode
      - for epoch in progress(range(first_epoch, epochs)):
      -     model.train()
      + model.train()
      + for epoch in progress(range(first_epoch, epochs)):
      After the first validation the model stays in eval mode: no more dropout. Call
      model.train() at the start of each epoch.
    validated_in_train_mode
      model.eval()  →  pass
      The model is validated in train mode, with dropout. Call model.eval() before, and
      model.train() again after.
    validated_with_gradients
      with torch.no_grad():  →  with torch.enable_grad():
      Gradients are recorded while you validate, which costs memory and time for
      nothing: torch.no_grad().
    state_carried_into_the_next_epoch
      - history, kept = {"train": [], "valid": [], "best": None}, None
      + history, kept, state = {"train": [], "valid": [], "best": None}, None, None
      losses, state = [], None  →  losses = []
      The last state of an epoch goes into the next, which begins somewhere else. Each
      epoch begins with None.
    state_never_carried
      state if carry_state else None  →  None
      carry_state=True changes nothing: every batch begins with None. Hand on the state
      that the step gave back.
    seeded_every_epoch
      - model.train()
      + model.train()
      + torch.manual_seed(seed)
      You seed in each epoch: all of them see the same order and the same noise. Once,
      at the start.
    never_seeded
      torch.manual_seed(seed)  →  pass
      The seed is not used: two runs are never equal. Hand it to torch.manual_seed
      before anything is drawn.
    patience_not_renewed
      - history, kept = {"train": [], "valid": [], "best": None}, None
      + history, kept, worse = {"train": [], "valid": [], "best": None}, None, 0
      - elif patience is not None and epoch - best >= patience:
      -     break
      + else:
      +     worse += 1
      +     if patience is not None and worse >= patience:
      +         break
      All bad epochs count towards your patience, though good ones came between. A new
      lowest loss starts the count again.
    patience_one_too_long
      epoch - best >= patience  →  epoch - best > patience
      You stop one epoch too late. After `patience` epochs without a new lowest loss it
      is over.
    later_of_two_equals
      history["valid"][-1] < before  →  history["valid"][-1] <= before
      An epoch that is only as good as the best replaces it. New is what is lower: <,
      not <=.
    losses_added_up
      torch.stack(losses).mean()  →  torch.stack(losses).sum()
      You report the sum of an epoch's losses. The mean does not depend on how many
      batches there are.
    progress_not_told
      progress(range(first_epoch, epochs))  →  range(first_epoch, epochs)
      `progress` is never called, so nobody sees how far the run is. Go over
      progress(range(first_epoch, epochs)).
    first_epoch_ignored
      - progress(range(first_epoch, epochs))
      + progress(range(epochs))
      history["valid"][best - first_epoch]  →  history["valid"][best]
      Your run begins at epoch 0, whatever first_epoch says, so that one that goes on
      repeats itself. Go over range(first_epoch, epochs).
    as_many_epochs_again
      range(first_epoch, epochs)  →  range(first_epoch, first_epoch + epochs)
      A run that goes on does `epochs` more. `epochs` says where the run ends, not how
      much is left: range(first_epoch, epochs).
    best_counted_from_the_first_one_run
      - history["best"], kept = epoch, deepcopy(model.state_dict())
      + history["best"], kept = epoch - first_epoch, deepcopy(model.state_dict())
      history["valid"][best - first_epoch]  →  history["valid"][best]
      epoch - best >= patience  →  epoch - first_epoch - best >= patience
      The best epoch is counted from where the run went on. Give its number, which is
      first_epoch or more.
    best_looked_up_by_its_number
      history["valid"][best - first_epoch]  →  history["valid"][best]
      You look up the best loss under the epoch's number, but the list begins at
      first_epoch: its place there is best - first_epoch.
    none_is_a_seed
      - if seed is not None:
      -     torch.manual_seed(seed)
      + torch.manual_seed(0 if seed is None else seed)
      With seed=None you seed all the same, and a run that goes on draws other numbers
      than an uncut one. Leave the generator as it is.
    batches_listed_once
      - history, kept = {"train": [], "valid": [], "best": None}, None
      + history, kept = {"train": [], "valid": [], "best": None}, None
      + batches = list(batches)
      The batches are put into a list before the first epoch, so every epoch gets the
      same ones. A loader shuffles again each time you iterate over it: loop over it in
      every epoch.
    """,
)
