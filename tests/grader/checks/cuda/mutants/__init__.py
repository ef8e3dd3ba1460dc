"""Slips in the CUDA notebook that no misconception makes, by what should see them."""

from tests.grader.checks.cuda.mutants.forms import (
    inputs_changed,
    narrowed,
    widened,
    widened_layer,
)
from tests.grader.checks.cuda.mutants.layers import (
    layer_by_way_of_the_cpu,
    layer_loaded_on_the_cpu,
    layer_step_by_step,
    layer_that_changes_p,
)
from tests.grader.checks.cuda.mutants.training import (
    absent_is_damaged,
    any_device_of_torchs,
    backup_kept,
    best_without_validation,
    by_way_of_another_folder,
    cleans_up_after_the_disk_only,
    draws_after_saving,
    errors_say_nothing,
    mask_in_float,
    one_part_of_the_state_detached,
    position_printed,
    state_never_none,
    zeroed_before_refusal,
)

NARROW, KEPT = "float32 in, float32 out", "inputs are left unchanged"
WIDE = "float64 in, float64 out"
LEFT, THERE = (
    "training leaves the arrays of p as they were",
    "load_params writes where the layer is",
)
WHERE, OUTSIDE = (
    "works wherever x is, with no way back",
    "products with x are made outside the loop",
)
OF_CUDA = [
    ("pick_device", any_device_of_torchs, "a device that is none of the three"),
    *(
        (layer, mutant, expectation)
        for layer in ("GRULayer", "LSTMLayer", "PeepholeLSTMLayer")
        for mutant, expectation in (
            (layer_that_changes_p, LEFT),
            (layer_loaded_on_the_cpu, THERE),
        )
    ),
    ("GRULayer", widened_layer, NARROW),
    ("LSTMLayer", widened_layer, NARROW),
    ("LSTMLayer", layer_step_by_step, OUTSIDE),
    ("PeepholeLSTMLayer", widened_layer, NARROW),
    ("PeepholeLSTMLayer", layer_step_by_step, OUTSIDE),
    ("PeepholeLSTMLayer", layer_by_way_of_the_cpu, WHERE),
    ("collate", inputs_changed, KEPT),
    ("collate", mask_in_float, "the mask is of bools, on the CPU"),
    ("masked_mean", widened, NARROW),
    ("masked_mean", narrowed, WIDE),
    ("train_step", one_part_of_the_state_detached, "both parts without a history"),
    ("train_step", state_never_none, "its state is None"),
    ("fit", best_without_validation, "no validation: none to report"),
    ("save_checkpoint", position_printed, "no other file is left"),
    ("save_checkpoint", draws_after_saving, "saving changes nothing"),
    ("save_checkpoint", cleans_up_after_the_disk_only, "nor does one of another kind"),
    ("save_checkpoint", backup_kept, "no copy of the old one is left"),
    (
        "save_checkpoint",
        by_way_of_another_folder,
        "written in the folder where it belongs",
    ),
    ("load_checkpoint", zeroed_before_refusal, "half a file changes nothing"),
    ("load_checkpoint", absent_is_damaged, "no file at all"),
    ("load_checkpoint", errors_say_nothing, "each refusal says what is wrong"),
]
"""Function of the CUDA notebook, slip, and the first expectation that fails by it."""
