"""python -m utils.traces: record the kept trace anew, on this machine's CPU."""

from utils.traces import THREE_STEPS, busy, lstm_loop, record, write


def main():
    """Record three steps of an LSTM cell and say what was found."""
    import torch

    torch.set_num_threads(1)
    trace = record(lstm_loop())
    write(trace)
    computed, whole = busy(trace)
    print(
        f"{THREE_STEPS.name}: {len(trace['events'])} events, {whole:.0f} µs", end=", "
    )
    print(f"of which something is computed in {computed:.0f}")


if __name__ == "__main__":
    main()
