"""Training in several processes that share each batch: python -m utils.parallel.

    python -m torch.distributed.run --standalone --nproc-per-node 2 -m utils.parallel

starts two of them. Each has a copy of the model, takes its share of every batch, and
has the gradients averaged with the others' before it steps:

    g = 1/P Σ g_p,    g_p the gradient of the mean over process p's share

If all shares are of one size, that is the gradient of the mean over the whole batch.
torch's own DistributedDataParallel does the same, and starts to average the last
layers' gradients while the backward pass is still at the first ones. Here it is done
by hand, to be read.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS, BATCH, LENGTH, N_X, N = 30, 16, 12, 8, 16
SECONDS = 120


def losses_with(processes, seconds=SECONDS, module="utils.parallel"):
    """The losses of a run in so many processes, started from here: a list of floats.

    The module that they run prints them as the last line of the first process.
    Raises RuntimeError, with the reason in one line, where they can't be started.
    """
    with tempfile.TemporaryDirectory() as logs:
        command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
        # Not by the machine's name, which a laptop on the move often can't resolve.
        command += ["--local-addr=127.0.0.1"]
        command += [f"--log-dir={logs}", f"--nproc-per-node={processes}"]
        out = _output_of([*command, "-m", module], seconds)
    return json.loads(out.splitlines()[-1])["losses"]


def main():
    """Train, and let the first process print the losses as JSON."""
    import torch
    from torch import distributed

    local, there = int(os.environ["LOCAL_RANK"]), torch.cuda.device_count()
    on_gpus = there >= int(os.environ["LOCAL_WORLD_SIZE"])
    device = torch.device("cuda", local) if on_gpus else torch.device("cpu")
    torch.set_num_threads(1)
    # nccl speaks from GPU to GPU, gloo from CPU to CPU.
    distributed.init_process_group("nccl" if on_gpus else "gloo")
    losses = train(device)
    if distributed.get_rank() == 0:
        print(json.dumps({"losses": losses}), flush=True)
    distributed.barrier()
    distributed.destroy_process_group()
    # At once: about one interpreter in 40 that ended in its own way was aborted then
    # by a thread of gloo that had not ended.
    os._exit(0)


def train(device):
    """Some updates of a small LSTM in this process, in step with all others.

    The task: to add up the means of what a sequence shows. Returns the loss of each
    whole batch, a list of floats.
    """
    import torch
    from torch import distributed, nn

    rank, processes = distributed.get_rank(), distributed.get_world_size()
    torch.manual_seed(0)  # the same first weights everywhere
    layer, readout = nn.LSTM(N_X, N).double(), nn.Linear(N, 1).double()
    model = nn.ModuleList([layer, readout]).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

    losses = []
    for _ in range(STEPS):
        x = torch.randn(LENGTH, BATCH, N_X, dtype=torch.float64)  # the same everywhere
        x = x[:, rank::processes].to(device)  # (T, m/P, n_x): this process's share
        y = x.mean(dim=2, keepdim=True).cumsum(dim=0)
        loss = (readout(layer(x)[0]) - y).square().mean()

        optimizer.zero_grad()
        loss.backward()
        gradients = [p.grad for p in model.parameters()]
        for part in (*gradients, loss.detach()):
            distributed.all_reduce(part)  # the sum, in every process
            part /= processes
        optimizer.step()
        losses.append(loss.item())
    return losses


def _output_of(command, seconds):
    # The processes find this package, too, from whatever folder they are started.
    here = str(Path(__file__).parents[1])
    paths = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    settings = {"OMP_NUM_THREADS": "1", "PYTHONPATH": paths} | _within_the_machine()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=os.environ | settings, **pipes) as started:
        try:
            out, errors = started.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            started.terminate()  # and it ends those that it has started
            raise RuntimeError(f"not done after {seconds} seconds") from None
    if started.returncode:
        raise RuntimeError(_reason(errors))
    return out


def _within_the_machine():
    """What has gloo's sockets opened on the loopback interface, as it is named here."""
    here = {name for _, name in socket.if_nameindex()} & {"lo", "lo0"}
    return {"GLOO_SOCKET_IFNAME": here.pop()} if here else {}


def _reason(errors):
    """One line of what was printed: the error, or else how a process ended."""
    lines = [line.strip() for line in errors.splitlines()]
    named = re.compile(r"(\[rank\d+\]: )?[\w.]*Error(: .+)?$")
    told = [line for line in lines if named.match(line)]
    ended = [line for line in lines if line.startswith("exitcode")]
    return next(iter(told + ended), "no reason given")[:200]


if __name__ == "__main__":
    main()
