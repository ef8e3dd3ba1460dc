# slip: no side stream
# named: warmed_up_on_the_current_stream
def capture(step, inputs, *, warmup=3, cuda=torch.cuda):
    buffers = [torch.empty_like(x) for x in inputs]

    def fill(new):
        for old, x in zip(buffers, new, strict=True):
            if (old.shape, old.dtype) != (x.shape, x.dtype):
                raise ValueError(f"{tuple(x.shape)} does not fit {tuple(old.shape)}")
        for old, x in zip(buffers, new, strict=True):
            old.copy_(x)

    fill(inputs)
    side = cuda.Stream()
    side.wait_stream(cuda.current_stream())
    for _ in range(warmup):
        step(*buffers)
    cuda.current_stream().wait_stream(side)
    graph = cuda.CUDAGraph()
    with cuda.graph(graph):
        out = step(*buffers)

    def replay(*new):
        fill(new)
        graph.replay()
        return out

    return replay
