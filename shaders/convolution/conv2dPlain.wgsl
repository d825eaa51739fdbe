// Any convolution at all, four output channels of one pixel a thread: what the tiled kernels leave, above all groups that
// are no whole vec4f.
//
// input   [N, ceil(IN_CHANNELS/4), IN_HEIGHT, IN_WIDTH, 4]
// weights [OUT_CHANNELS][GROUP_IN][KERNEL_SIZE][KERNEL_SIZE]
// bias    [OUT_BLOCKS = ceil(OUT_CHANNELS/4)] vec4f; for int8 weights as many scales after them
// output  [N, ceil(OUT_CHANNELS/4), OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike
// grid    x: pixels of the map; y: vec4f of output channels; z: image

override IN_CHANNELS: u32 = 4u;
override OUT_CHANNELS: u32 = 4u;
override GROUPS: u32 = 1u;
override IN_HEIGHT: u32 = 1u;
override IN_WIDTH: u32 = 1u;
override OUT_HEIGHT: u32 = 1u;
override OUT_WIDTH: u32 = 1u;
override KERNEL_SIZE: u32 = 3u;
override STRIDE: u32 = 1u;
override PADDING: u32 = 1u;
override DILATION: u32 = 1u;
override RELU: bool = false;
override WORKGROUP_X: u32 = 64u;
override WORKGROUP_Y: u32 = 1u;

const GROUP_IN = IN_CHANNELS / GROUPS;
const GROUP_OUT = OUT_CHANNELS / GROUPS;
const IN_BLOCKS = (IN_CHANNELS + 3u) / 4u;
const OUT_BLOCKS = (OUT_CHANNELS + 3u) / 4u;
const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const TAPS = KERNEL_SIZE * KERNEL_SIZE;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include rectify
//#include epilogue

fn convolve(image: u32, channel: u32, y: u32, x: u32) -> f32 {
  let first = (channel / GROUP_OUT) * GROUP_IN;
  var sum = 0.0;
  for (var ky = 0u; ky < KERNEL_SIZE; ky++) {
    let in_y = i32(y * STRIDE + ky * DILATION) - i32(PADDING);
    if (in_y < 0 || in_y >= i32(IN_HEIGHT)) {
      continue;
    }
    for (var kx = 0u; kx < KERNEL_SIZE; kx++) {
      let in_x = i32(x * STRIDE + kx * DILATION) - i32(PADDING);
      if (in_x < 0 || in_x >= i32(IN_WIDTH)) {
        continue;
      }
      let pixel = u32(in_y) * IN_WIDTH + u32(in_x);
      let tap = channel * GROUP_IN * TAPS + ky * KERNEL_SIZE + kx;
      for (var c = 0u; c < GROUP_IN; c++) {
        let i = first + c;
        let value = f32(input[((image * IN_BLOCKS + i / 4u) * IN_PLANE + pixel) * 4u + i % 4u]);
        sum = fma(weight(tap + c * TAPS), value, sum);
      }
    }
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= OUT_PLANE || id.y >= OUT_BLOCKS) {
    return;
  }
  var sum = vec4f();
  for (var lane = 0u; lane < 4u; lane++) {
    let channel = id.y * 4u + lane;
    if (channel < OUT_CHANNELS) {
      sum[lane] = convolve(id.z, channel, id.x / OUT_WIDTH, id.x % OUT_WIDTH);
    }
  }
  let index = (id.z * OUT_BLOCKS + id.y) * OUT_PLANE + id.x;
  let rectified = rectify(scaled(sum, id.y), id.x / OUT_WIDTH, id.x % OUT_WIDTH);
  output[index] = as_out(epilogue(rectified + bias[id.y], index));
}
