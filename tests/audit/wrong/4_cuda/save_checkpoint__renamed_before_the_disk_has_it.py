# slip: atomic, and nothing is synced
# named: not_on_the_disk_yet
import contextlib
from pathlib import Path


def save_checkpoint(path, *, model, optimizer, schedule, position):
    path = Path(path)
    part = path.with_suffix(".part")
    gpus = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    try:
        torch.save(
            dict(
                format="course checkpoint",
                version=1,
                model=model.state_dict(),
                optimizer=optimizer.state_dict(),
                schedule=schedule.state_dict(),
                rng=dict(torch=torch.get_rng_state(), cuda=gpus),
                position=position,
            ),
            part,
        )
        part.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
