// Any convolution at all, four output channels of a pixel a thread: what the tiled kernels leave, groups whose channels are no
// whole vec4f.
//
// input   [N, ceil(IN_CHANNELS/4), IN_HEIGHT, IN_WIDTH, 4]
// weights [OUT_CHANNELS][GROUP_IN][KERNEL_SIZE][KERNEL_SIZE]
// bias    [OUT_BLOCKS = ceil(OUT_CHANNELS/4)] vec4f; for int8 weights as many scales after them
// output  [N, ceil(OUT_CHANNELS/4), OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike; the slot `pool` may write its
//         mean too
// grid    x: tiles of WORKGROUP_X pixels of the map, rows joined; y: vec4f of output channels; z: image

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
const STREAM = GROUP_IN * TAPS;
const MAP_TILES = (OUT_PLANE + WORKGROUP_X - 1u) / WORKGROUP_X;
const TILE_C = 1u;
const THREADS = WORKGROUP_X * WORKGROUP_Y;
const POOL_WIDTH = WORKGROUP_X;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include rectify
//#include epilogue

// For the slot `pool`.
var<workgroup> sums: array<vec4f, THREADS>;
//#include pool

// Where a channel of the input lies.
fn place(channel: u32) -> u32 {
  return channel / 4u * IN_PLANE * 4u + channel % 4u;
}

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = id.y * WORKGROUP_Y + local.y;
  let pixel = id.x * WORKGROUP_X + local.x;
  // Past the last channel any will do.
  let channels = min(vec4u(block * 4u) + vec4u(0u, 1u, 2u, 3u), vec4u(OUT_CHANNELS - 1u));
  let first_in = channels / GROUP_OUT * GROUP_IN;
  let image = id.z * IN_BLOCKS * IN_PLANE * 4u;
  let corner_y = i32(pixel / OUT_WIDTH * STRIDE) - i32(PADDING);
  let corner_x = i32(pixel % OUT_WIDTH * STRIDE) - i32(PADDING);
  var sum = vec4f();

  for (var tap = 0u; tap < TAPS; tap++) {
    // Above and left of the map they wrap round, and are large.
    let y = u32(corner_y) + tap / KERNEL_SIZE * DILATION;
    let x = u32(corner_x) + tap % KERNEL_SIZE * DILATION;
    let on_map = y < IN_HEIGHT && x < IN_WIDTH;
    let near = image + min(y * IN_WIDTH + x, IN_PLANE - 1u) * 4u;
    let at = channels * STREAM + tap;
    for (var c = 0u; c < GROUP_IN; c++) {
      let factor = vec4f(
        weight(at.x + c * TAPS),
        weight(at.y + c * TAPS),
        weight(at.z + c * TAPS),
        weight(at.w + c * TAPS),
      );
      let value = vec4f(
        f32(input[near + place(first_in.x + c)]),
        f32(input[near + place(first_in.y + c)]),
        f32(input[near + place(first_in.z + c)]),
        f32(input[near + place(first_in.w + c)]),
      );
      sum = fma(factor, select(vec4f(), value, on_map), sum);
    }
  }

  if (block < OUT_BLOCKS && pixel < OUT_PLANE) {
    let index = (id.z * OUT_BLOCKS + block) * OUT_PLANE + pixel;
    let there = vec4u(block * 4u) + vec4u(0u, 1u, 2u, 3u) < vec4u(OUT_CHANNELS);
    let rectified = rectify(scaled(select(vec4f(), sum, there), block), pixel / OUT_WIDTH, pixel % OUT_WIDTH);
    let value = as_out(epilogue(rectified + bias[block], index));
    output[index] = value;
    collect(vec4f(value), 0u);
  }

  let thread = local.y * WORKGROUP_X + local.x;
  pool(thread);
  if (block < OUT_BLOCKS) {
    publish(thread, 0u, id.z * OUT_BLOCKS + block, id.x);
  }
}
