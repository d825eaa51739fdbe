"""RFConv2d, the rectified convolution that the original code imports from a package without a release.

`import rfconv` is enough for `ResNet(rectified_conv=True)` to find it. `check` is run each time goldens are made.
"""

import itertools

import torch
import torch.nn.functional as F
from torch import nn


def axis_taps(size: int, outputs: int, kernel: int, stride: int, padding: int, dilation: int) -> list[int]:
    """How many taps lie inside the input, for each output along one axis, as RFConv2d counts them.

    It clips the window to the input and counts from its start. Where both ends are clipped, that can be one tap too
    many: dilation 4 on six samples, for example. Trained weights have seen these numbers, so they stay.
    """
    extent = kernel + 2 * (dilation - 1)
    counts = []
    for output in range(outputs):
        start = output * stride - padding
        end = min(start + extent, size + padding)
        start, end = max(start, 0), min(end, size)
        counts.append((end - start - 1) // dilation + 1)
    return counts


class RFConv2d(nn.Conv2d):
    """A convolution whose outputs are multiplied by taps / valid, or by 1 / valid in `average_mode`."""

    def __init__(self, *args, average_mode: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.average_mode = average_mode

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        output = super().forward(input)
        if max(self.padding) == 0 and not self.average_mode:
            return output
        (kernel, _), (stride, _), (padding, _), (dilation, _) = (
            self.kernel_size, self.stride, self.padding, self.dilation,
        )  # fmt: skip
        rows, columns = (
            torch.tensor(axis_taps(size, outputs, kernel, stride, padding, dilation), dtype=output.dtype)
            for size, outputs in zip(input.shape[2:], output.shape[2:])
        )
        extent = kernel + 2 * (dilation - 1)
        taps = 1 if self.average_mode else ((extent - 1) // dilation + 1) ** 2
        return output * (taps / (rows[:, None] * columns[None, :]))


def check_counts() -> None:
    """Counts the taps of many windows one by one; where at most one end is clipped, the formula must agree."""
    for kernel, stride, dilation, size in itertools.product([3, 7], [1, 2], [1, 2, 4], range(1, 20)):
        if kernel == 7 and dilation > 1:
            continue  # the stem's, never dilated; the formula's extent is that of 3x3 kernels
        padding = dilation * (kernel // 2)
        reach = dilation * (kernel - 1)
        outputs = (size + 2 * padding - reach - 1) // stride + 1
        counts = axis_taps(size, outputs, kernel, stride, padding, dilation)
        for output, count in enumerate(counts):
            positions = [output * stride - padding + tap * dilation for tap in range(kernel)]
            inside = sum(0 <= position < size for position in positions)
            both_clipped = positions[0] < 0 and positions[-1] >= size
            if both_clipped and dilation > 1:
                assert inside <= count <= inside + 1, (kernel, stride, dilation, size, output)
            else:
                assert count == inside, (kernel, stride, dilation, size, output)


def check_module() -> None:
    """On constant weights and inputs a rectified convolution is the same everywhere, also at the border."""
    for dilation, average_mode in itertools.product([1, 2], [False, True]):
        options = {"padding": dilation, "dilation": dilation, "groups": 2, "bias": False}
        module = RFConv2d(4, 6, 3, average_mode=average_mode, **options).double()
        nn.init.ones_(module.weight)
        ones = torch.ones(2, 4, 9, 11, dtype=torch.float64)
        expected = 2.0 if average_mode else 18.0
        assert torch.allclose(module(ones), torch.full((2, 6, 9, 11), expected, dtype=torch.float64))
        if not average_mode:  # and in the middle it is the plain one
            image = torch.randn(2, 4, 9, 11, dtype=torch.float64)
            inner = slice(dilation, -dilation)
            plain = F.conv2d(image, module.weight, **{k: v for k, v in options.items() if k != "bias"})
            assert torch.equal(module(image)[..., inner, inner], plain[..., inner, inner])


@torch.inference_mode()
def check() -> None:
    check_counts()
    check_module()
