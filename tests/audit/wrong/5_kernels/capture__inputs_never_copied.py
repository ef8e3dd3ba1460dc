# slip: the graph goes on reading the first inputs
# named: inputs_not_copied
def capture(step, inputs, *, warmup=3, cuda=torch.cuda):
    static = tuple(x.detach().clone() for x in inputs)
    s = cuda.Stream()
    s.wait_stream(cuda.current_stream())
    with cuda.stream(s):
        for _ in range(warmup):
            step(*static)
    cuda.current_stream().wait_stream(s)
    g = cuda.CUDAGraph()
    with cuda.graph(g):
        result = step(*static)

    def run(*args):
        for a, b in zip(static, args, strict=True):
            if a.shape != b.shape or a.dtype != b.dtype:
                raise ValueError("other inputs than these were captured")
        g.replay()
        return result

    return run
