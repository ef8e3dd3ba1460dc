"""What the checks of batches, training and checkpoints say."""

from utils.checks.why import Why

BATCHES = {
    "no_tensor": Why(
        "a list or an array where a tensor should be",
        "stay in torch all the way",
    ),
    "collate_time": Why(
        "batch first: examples stand where steps should, or targets lose an axis",
        "time first, then examples; torch's pad_sequence does so unless told otherwise",
    ),
    "collate_dtype": Why(
        "a new tensor of the default dtype",
        "make what you fill like what you were given; the mask is of bools",
    ),
    "collate_pad": Why(
        "padding in front, sequences sorted by length, or something other than zeros",
        "zeros at the end, the examples in the order they came in",
    ),
    "collate_mask": Why(
        "the mask is inverted, transposed, or one step off",
        "true where the step's number is below the length, steps counted from 0",
    ),
    "collate_lengths": Why(
        "the mask is made from values that are zero, and these may be real",
        "make it from the lengths",
    ),
    "mean_scalar": Why(
        "a mean for each step or example, or a Python number",
        "one sum over all, divided by one count; no .item()",
    ),
    "mean_mask": Why(
        "padded steps are counted, or the mean of means is taken",
        "the sum over real steps, divided by the number of real steps",
    ),
    "mean_nan": Why(
        "0 · NaN is NaN: a product with the mask does not take it away",
        "choose with torch.where instead of multiplying",
    ),
    "mean_gradient": Why(
        "what stands at padded steps still gets a gradient",
        "choose before you add up",
    ),
}

TRAINING = {
    "step_loss": Why(
        "a Python number, or the wrong thing first",
        "return (loss, state), the loss as a tensor: .item() makes the CPU wait",
    ),
    "step_detached": Why(
        "loss or state still hold the history of the whole step",
        "detach both before you return them",
    ),
    "step_parts": Why(
        "the state is taken for one tensor: it may be a tuple of two, or None",
        "see which it is; detach each part of a tuple, and leave None as it is",
    ),
    "step_before": Why(
        "the loss after the update, or another loss",
        "the loss that backward was called on",
    ),
    "step_move": Why(
        "no backward, no step, or gradients scaled although max_norm is None",
        "clear, backward, clip if asked to, step: in this order",
    ),
    "step_zero": Why(
        "old gradients are added to the new ones",
        "clear them before backward",
    ),
    "step_clip": Why(
        "clipping each weight by itself, or after the step, or always",
        "one norm of all gradients together, between backward and step",
    ),
    "step_state": Why(
        "the state is not passed to the model",
        "model(x, state), with the state that train_step was given",
    ),
    "step_device": Why(
        "the batch stays where it is, or goes to a fixed device",
        "the device is that of the model's parameters",
    ),
    "step_waits": Why(
        "a copy that the host waits for, or .item() or .cpu()",
        "give to() the argument non_blocking=True",
    ),
    "fit_dict": Why(
        "another kind of result, or other keys",
        "return a dict of train, valid and best",
    ),
    "fit_epochs": Why(
        "a batch is left out, or the model is not in train mode",
        "model.train() at the start of each epoch, then one step for each batch",
    ),
    "fit_history": Why(
        "losses of batches where those of epochs should be",
        "one number for each epoch; none for valid without validate",
    ),
    "fit_floats": Why(
        "tensors in the history",
        "make the epoch's mean a Python float, once an epoch",
    ),
    "fit_mean": Why(
        "the sum, or the last batch's loss",
        "the mean over the epoch's batches",
    ),
    "fit_best": Why(
        "<= where < should be, counting from 1, or a best without validation",
        "the first epoch, counted from 0, with the lowest validation loss; else None",
    ),
    "fit_state": Why(
        "the state isn't passed on, or passed on from epoch to epoch",
        "begin each epoch with None; pass on what step returned if carry_state",
    ),
    "fit_eval": Why(
        "validate was called in train mode or with gradients being recorded",
        "model.eval() and torch.no_grad() around it, and train mode again afterwards",
    ),
    "fit_progress": Why(
        "progress wraps something other than the epochs",
        "for epoch in progress(range(epochs))",
    ),
    "fit_copy": Why(
        "the weights kept are no copy: state_dict() looks at the living ones",
        "deepcopy the state_dict when it is the best, load it at the end",
    ),
    "fit_first": Why(
        "first_epoch is left out, or the best epoch is counted from it",
        "go over range(first_epoch, epochs); `best` is the number of an epoch",
    ),
    "fit_patience": Why(
        "the count is off by one, or not restarted at each new best",
        "stop when the epochs since the best one are as many as patience",
    ),
    "fit_seed": Why(
        "the seed is not set, set to a constant, or set again each epoch",
        "torch.manual_seed(seed), once, at the start; not at all if it is None",
    ),
}

CHECKPOINTS = {
    "save_file": Why(
        "nothing was moved over `path`",
        "write beside it, then os.replace",
    ),
    "save_quiet": Why(
        "a random number is drawn while saving",
        "ask for the generator's state; don't seed it",
    ),
    "save_parts": Why(
        "a part is missing or has another name",
        "the docstring lists the seven parts",
    ),
    "save_model": Why(
        "other weights than the model's",
        "model.state_dict()",
    ),
    "save_optimizer": Why(
        "without its moments Adam starts again from nothing",
        "optimizer.state_dict()",
    ),
    "save_schedule": Why(
        "without the schedule the rate starts again from its first value",
        "schedule.state_dict()",
    ),
    "save_rng": Why(
        "without the generator's state dropout continues differently",
        "torch.get_rng_state()",
    ),
    "save_failure": Why(
        "the file itself is written to, or the one beside it is left behind",
        "write to another name in the same folder; if that fails remove it and raise",
    ),
    "save_disk": Why(
        "the new file takes the old one's place while it is still in memory only",
        "open it yourself; after torch.save flush it and call os.fsync(file.fileno())",
    ),
    "load_position": Why(
        "the position is not returned",
        "return what was saved as position",
    ),
    "load_schedule": Why(
        "the schedule or the optimiser was not loaded",
        "load_state_dict of all three",
    ),
    "load_run": Why(
        "something of the run was not put back: moments, rate, or random generator",
        "load all three, and set torch's generator",
    ),
    "load_refused": Why(
        "an error of another kind, or none",
        "catch what torch.load raises; check format, version and parts; ValueError",
    ),
    "load_generator": Why(
        "torch's generator was set before it was clear that all of the file fits",
        "load the three states first, and set the generator last",
    ),
    "load_names": Why(
        "load_state_dict with strict=False, or its error of another kind",
        "load strictly, and turn what it raises into a ValueError",
    ),
    "load_first": Why(
        "something was loaded before all was checked",
        "read and check the whole file first",
    ),
    "load_code": Why(
        "torch.load ran what the file says, or let its own kind of error out",
        "weights_only=True, and a ValueError of your own",
    ),
    "load_absent": Why(
        "the absent file was taken for a damaged one",
        "let FileNotFoundError through",
    ),
}
