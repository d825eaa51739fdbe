// A rectified convolution (RFConv2d): the output at (y, x) times NUMERATOR over the taps that lie inside the input, each
// axis counted on the window clipped to the input.
override NUMERATOR: f32 = 1.0;

const EXTENT = i32(KERNEL_SIZE + 2u * (DILATION - 1u));

fn taps_inside(out: u32, size: u32) -> i32 {
  let start = i32(out * STRIDE) - i32(PADDING);
  let length = min(start + EXTENT, i32(size)) - max(start, 0);
  return (length - 1) / i32(DILATION) + 1;
}

fn rectify(sum: vec4f, y: u32, x: u32) -> vec4f {
  return sum * (NUMERATOR / f32(taps_inside(y, IN_HEIGHT) * taps_inside(x, IN_WIDTH)));
}
