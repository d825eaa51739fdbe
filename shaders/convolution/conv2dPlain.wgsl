// Any convolution at all, four output channels of a pixel a thread: what the tiled kernels leave, groups whose channels are no
// whole vec4f.
//
// input   [N, ceil(IN_CHANNELS/4), IN_HEIGHT, IN_WIDTH, 4]
// weights [OUT_CHANNELS][GROUP_IN][KERNEL_SIZE][KERNEL_SIZE]
// bias    [OUT_BLOCKS = ceil(OUT_CHANNELS/4)] vec4f; for int8 weights as many scales after them
// output  [N, ceil(OUT_CHANNELS/4), OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike
// grid    x: pixels of the map, rows joined; y: vec4f of output channels; z: image

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

const GROUP_IN = IN_CHANNELS / GROUPS;
const GROUP_OUT = OUT_CHANNELS / GROUPS;
const IN_BLOCKS = (IN_CHANNELS + 3u) / 4u;
const OUT_BLOCKS = (OUT_CHANNELS + 3u) / 4u;
const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const TAPS = KERNEL_SIZE * KERNEL_SIZE;
const STREAM = GROUP_IN * TAPS;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include rectify
//#include epilogue

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x;
  let block = id.y;
  let lanes = block * 4u + vec4u(0u, 1u, 2u, 3u);
  // Past the last channel any will do.
  let channels = min(lanes, vec4u(OUT_CHANNELS - 1u));
  let first_in = channels / GROUP_OUT * GROUP_IN;
  let image = id.z * IN_BLOCKS * IN_PLANE * 4u;
  var sum = vec4f();

  for (var tap = 0u; tap < TAPS; tap++) {
    // Above and left of the map they wrap round, and are large.
    let y = pixel / OUT_WIDTH * STRIDE - PADDING + tap / KERNEL_SIZE * DILATION;
    let x = pixel % OUT_WIDTH * STRIDE - PADDING + tap % KERNEL_SIZE * DILATION;
    let on_map = y < IN_HEIGHT && x < IN_WIDTH;
    let near = image + min(y * IN_WIDTH + x, IN_PLANE - 1u) * 4u;
    for (var c = 0u; c < GROUP_IN; c++) {
      let w = channels * STREAM + tap + c * TAPS;
      let factor = vec4f(weight(w.x), weight(w.y), weight(w.z), weight(w.w));
      let at = near + (first_in + c) / 4u * IN_PLANE * 4u + (first_in + c) % 4u;
      let value = vec4f(f32(input[at.x]), f32(input[at.y]), f32(input[at.z]), f32(input[at.w]));
      sum = fma(factor, select(vec4f(), value, on_map), sum);
    }
  }

  if (block < OUT_BLOCKS && pixel < OUT_PLANE) {
    let index = (id.z * OUT_BLOCKS + block) * OUT_PLANE + pixel;
    sum = scaled(select(vec4f(), sum, lanes < vec4u(OUT_CHANNELS)), block);
    output[index] = as_out(epilogue(rectify(sum, pixel / OUT_WIDTH, pixel % OUT_WIDTH) + bias[block], index));
  }
}
