# slip: torch.save writes straight over the last checkpoint
# named: file_damaged | written_in_place
def save_checkpoint(path, *, model, optimizer, schedule, position):
    """Write all that a run needs to go on, so that a cut at any moment leaves a file.

    torch.save of one dict: "format": "course checkpoint", "version": 1; "model",
    "optimizer" and "schedule", the state_dict of each; "rng", a dict of "torch", the
    state of torch's generator, and "cuda", those of all CUDA devices or []; "position".

    Written in the folder of `path` under another name, then moved over it (os.replace):
    in the end there is this one file. A failure of any kind is an error, and leaves the
    old file and no other.
    position: a dict of plain numbers and strings, like {"epoch": 3, "step": 120}.
    """
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    content = {
        "format": "course checkpoint",
        "version": 1,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "rng": {"torch": torch.get_rng_state(), "cuda": cuda},
        "position": position,
    }
    torch.save(content, path)
