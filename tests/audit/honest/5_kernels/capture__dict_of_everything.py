def capture(step, inputs, *, warmup=3, cuda=torch.cuda):
    kept = {"in": [], "graph": cuda.CUDAGraph(), "out": None}
    main, own = cuda.current_stream(), cuda.Stream()
    for x in inputs:
        kept["in"].append(torch.zeros(x.shape, dtype=x.dtype, device=x.device) + x)
    own.wait_stream(main)
    with cuda.stream(own):
        [step(*kept["in"]) for _ in range(warmup)]
    main.wait_stream(own)
    with cuda.graph(kept["graph"]):
        kept["out"] = step(*kept["in"])

    def again(*new):
        pairs = list(zip(kept["in"], new, strict=True))
        for old, x in pairs:
            if x.shape != old.shape:
                raise ValueError(f"shape {tuple(x.shape)} in place of {tuple(old.shape)}")
            if x.dtype != old.dtype:
                raise ValueError(f"dtype {x.dtype} in place of {old.dtype}")
        for old, x in pairs:
            old[...] = x
        kept["graph"].replay()
        return kept["out"]

    return again
