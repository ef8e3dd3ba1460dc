"""Wrong answers that people give for the format that autocast should use."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.precision")

MISTAKES.of(
    "autocast_dtype",
    """
    bfloat16_on_every_gpu
      - if capability >= (8, 0):
      -     return torch.bfloat16, False
      - if capability >= (7, 0):
      -     return torch.float16, True
      - return None, False
      + return torch.bfloat16, False
      You take bfloat16 on every GPU. torch allows that, but below capability 8.0 it is
      only emulated, and slow. Take float16 with a scaler from 7.0 on, None below.
    float16_on_every_gpu
      - if capability >= (8, 0):
      -     return torch.bfloat16, False
      - if capability >= (7, 0):
      -     return torch.float16, True
      - return None, False
      + return torch.float16, True
      You take float16 on every GPU. From capability 8.0 on, bfloat16 is just as fast,
      has the range of float32, and needs no scaler.
    limit_at_seven
      - if capability >= (8, 0):
      -     return torch.bfloat16, False
      - if capability >= (7, 0):
      -     return torch.float16, True
      + if capability >= (7, 0):
      +     return torch.bfloat16, False
      You take bfloat16 wherever there are tensor cores. Those of capability 7 know
      float16 only: bfloat16 begins at 8.0.
    limit_not_included
      capability >= (8, 0)  →  capability > (8, 0)
      At capability 8.0 itself you don't take bfloat16 yet. It is the first that has it:
      compare with >=.
    compared_as_text
      capability >= (8, 0)  →  ".".join(map(str, capability)) >= "8.0"
      You compare versions as text, and as text 12.0 comes before 8.0. Compare the
      tuple, or the numbers in it.
    numbers_compared_one_by_one
      capability >= (7, 0)  →  capability[0] >= 7 and capability[1] >= 5
      Major and minor number each have a limit of their own, so that 7.0 falls between.
      Compare the pair as a whole: Python goes from left to right.
    scaler_forgotten
      return torch.float16, True  →  return torch.float16, False
      float16 without a scaler: gradients below 6e-8 become zero, and what they would
      have taught is lost.
    always_scaled
      - if capability >= (8, 0):
      -     return torch.bfloat16, False
      + if capability >= (8, 0):
      +     return torch.bfloat16, True
      You ask for a scaler with bfloat16, too. It has float32's range, so no gradient
      vanishes, and a scaler only makes the host wait.
    scaler_the_wrong_way_round
      - if capability >= (8, 0):
      -     return torch.bfloat16, False
      + if capability >= (8, 0):
      +     return torch.bfloat16, True
      return torch.float16, True  →  return torch.float16, False
      The scaler is the wrong way round. float16 has the small range and needs it;
      bfloat16 has float32's range and doesn't.
    float16_without_tensor_cores
      - if capability >= (7, 0):
      -     return torch.float16, True
      - return None, False
      + return torch.float16, True
      You take float16 below capability 7.0, too. There are no tensor cores to make it
      fast, so stay in float32: None.
    nothing_on_older_gpus
      - if capability >= (7, 0):
      -     return torch.float16, True
      You take bfloat16 or nothing. GPUs of capability 7 have tensor cores for float16:
      take that, with a scaler.
    float32_on_the_cpu
      - if device_type == "cpu":
      -     return torch.bfloat16, False
      + if device_type == "cpu":
      +     return None, False
      You stay in float32 on a CPU. autocast takes bfloat16 there.
    float16_on_the_cpu
      - if device_type == "cpu":
      -     return torch.bfloat16, False
      + if device_type == "cpu":
      +     return torch.float16, True
      You take float16 on a CPU. autocast's format there is bfloat16, which needs no
      scaler.
    float16_on_mps
      - if device_type == "mps":
      -     return None, False
      + if device_type == "mps":
      +     return torch.float16, True
      You take float16 on mps. A scaler works there from torch 2.8 on only: stay in
      float32, as the docstring says.
    bfloat16_on_mps
      - if device_type == "mps":
      -     return None, False
      + if device_type == "mps":
      +     return torch.bfloat16, False
      You take bfloat16 on mps. Not every version of macOS has it there: stay in
      float32, as the docstring says.
    any_name_accepted
      - raise ValueError(f"{device_type!r} is none of cuda, cpu and mps")
      + return None, False
      A name that is none of the three gets an answer. A misspelt device should be an
      error: ValueError.
    gpu_not_asked
      - if capability is None:
      -     capability = torch.cuda.get_device_capability()
      Where no capability is given, None is compared with a tuple. Ask
      torch.cuda.get_device_capability() first.
    capability_not_used
      - if capability is None:
      -     capability = torch.cuda.get_device_capability()
      + capability = torch.cuda.get_device_capability()
      You always ask for the capability of the GPU that is here. The one that is given
      comes first.
    name_in_place_of_a_dtype
      - if capability >= (8, 0):
      -     return torch.bfloat16, False
      - if capability >= (7, 0):
      -     return torch.float16, True
      + if capability >= (8, 0):
      +     return "bfloat16", False
      + if capability >= (7, 0):
      +     return "float16", True
      You return the format's name as a text. autocast takes a dtype: torch.bfloat16.
    asked_whether_torch_can
      capability >= (8, 0)  →  torch.cuda.is_bf16_supported()
      You ask is_bf16_supported(). That is about the GPU that is here, not the one you
      were asked about, and counts emulation, too. Compare the capability.
    """,
)
