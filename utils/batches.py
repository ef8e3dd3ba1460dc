"""Batches in another order each epoch, which a run that was cut can go on with."""


class ShuffledBatches:
    """Batches of `pairs`, in an order that only the seed and the epoch decide.

    Going over it gives the batches of one epoch, or what is left of it. `state_dict`
    tells epoch and step in plain numbers, between any two batches, and after
    `load_state_dict` the next batch is the one that would have come. (A DataLoader that
    shuffles draws its order from torch's generator when an epoch begins: a state saved
    later doesn't hold it. torchdata's StatefulDataLoader has the same two methods.)

    collate_fn: makes a batch of a list of pairs, as for a DataLoader.
    """

    def __init__(self, pairs, batch_size, collate_fn, seed=0):
        self.pairs, self.batch_size = list(pairs), batch_size
        self.collate_fn, self.seed = collate_fn, seed
        self.epoch = self.step = 0

    def __len__(self):
        return -(-len(self.pairs) // self.batch_size)

    def __iter__(self):
        order = self._order()
        while self.step < len(self):
            rows = order[self.step * self.batch_size :][: self.batch_size]
            self.step += 1
            yield self.collate_fn([self.pairs[row] for row in rows])
        self.epoch, self.step = self.epoch + 1, 0

    def state_dict(self):
        """The epoch and the step in it that come next, as a dict of two numbers."""
        over = self.step == len(self)
        return {"epoch": self.epoch + over, "step": 0 if over else self.step}

    def load_state_dict(self, state):
        """Go on from there."""
        self.epoch, self.step = state["epoch"], state["step"]

    def _order(self):
        import torch

        generator = torch.Generator().manual_seed(1000 * self.seed + self.epoch)
        return torch.randperm(len(self.pairs), generator=generator).tolist()
