// Any convolution whose groups are whole vec4f, as a matrix product in workgroup memory, for GPUs that have much of it: a
// workgroup computes a tile of outputs times output channels. It fetches STEP vec4f of input channels, of one tap or of
// several, for the whole tile; then each thread adds their products to its own TILE_X outputs times TILE_C vec4f.
//
// input   [N, IN_BLOCKS, IN_HEIGHT, IN_WIDTH] vec4f, or what the slot `load` makes that of
// weights [GROUPS][GROUP_OUT_BLOCKS][KERNEL_SIZE^2][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f; for int8 weights as many scales after them
// output  [N, OUT_BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike; the slot `pool` may write its mean too
// grid    x: tiles of the map, rows joined; y: tiles of the output channels, group by group; z: image
// The caller guarantees that SPAN_X divides the number of threads, and this SPAN_X * STEP.

override GROUPS: u32 = 1u;
override GROUP_IN_BLOCKS: u32 = 1u;
override GROUP_OUT_BLOCKS: u32 = 1u;
override IN_HEIGHT: u32 = 1u;
override IN_WIDTH: u32 = 1u;
override OUT_HEIGHT: u32 = 1u;
override OUT_WIDTH: u32 = 1u;
override KERNEL_SIZE: u32 = 3u;
override STRIDE: u32 = 1u;
override PADDING: u32 = 1u;
override DILATION: u32 = 1u;
override RELU: bool = false;
override TILE_X: u32 = 1u;
override TILE_C: u32 = 1u;
override STEP: u32 = 4u;
override WORKGROUP_X: u32 = 8u;
override WORKGROUP_Y: u32 = 8u;

const IN_BLOCKS = GROUPS * GROUP_IN_BLOCKS;
const OUT_BLOCKS = GROUPS * GROUP_OUT_BLOCKS;
const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const THREADS = WORKGROUP_X * WORKGROUP_Y;
// The workgroup's tile: outputs, and vec4f of output channels.
const SPAN_X = WORKGROUP_X * TILE_X;
const SPAN_C = WORKGROUP_Y * TILE_C;
const GROUP_TILES = (GROUP_OUT_BLOCKS + SPAN_C - 1u) / SPAN_C;
// What is summed over: vec4f of input channels, tap by tap; so many make up one vec4f of output channels.
const DEPTH = KERNEL_SIZE * KERNEL_SIZE * GROUP_IN_BLOCKS;
const STREAM = DEPTH * 4u;
const TURNS = (DEPTH + STEP - 1u) / STEP;
// How many rows of the tile's inputs all threads fetch at once.
const ROWS = THREADS / SPAN_X;
const LANES = STEP * 4u;
const MAP_TILES = (OUT_PLANE + SPAN_X - 1u) / SPAN_X;
const POOL_WIDTH = WORKGROUP_X;
// The tile as it stands in this file is one output times one vec4f: p and t number what //#unroll repeats.
const p = 0u;
const t = 0u;

@group(0) @binding(0) var<storage, read> input: array<vec4f>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;
//#include load
//#include epilogue

// [STEP][SPAN_X] inputs and [SPAN_C][STEP][4 input lanes] weights.
var<workgroup> values: array<vec4f, STEP * SPAN_X>;
var<workgroup> factors: array<vec4f, SPAN_C * LANES>;
// For the slot `pool`.
var<workgroup> sums: array<vec4f, TILE_C * THREADS>;
//#include pool

fn store(sum: vec4f, t: u32, image: u32, block: u32, inside: bool, pixel: u32) {
  if (inside && pixel < OUT_PLANE) {
    let index = (image * OUT_BLOCKS + block) * OUT_PLANE + pixel;
    let value = epilogue(scaled(sum, block) + bias[block], index);
    output[index] = value;
    collect(value, t);
  }
}

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let group = id.y / GROUP_TILES;
  let first = id.y % GROUP_TILES * SPAN_C;
  // Each thread fetches for one output of the tile; past the map for its last.
  let fetched = min(id.x * SPAN_X + thread % SPAN_X, OUT_PLANE - 1u);
  let corner_y = i32(fetched / OUT_WIDTH * STRIDE) - i32(PADDING);
  let corner_x = i32(fetched % OUT_WIDTH * STRIDE) - i32(PADDING);

  //#unroll t TILE_C
  //#unroll p TILE_X
  var sum_t_p = vec4f();
  //#end
  //#end

  for (var turn = 0u; turn < TURNS; turn++) {
    for (var i = 0u; i < STEP / ROWS; i++) {
      let row = i * ROWS + thread / SPAN_X;
      let depth = turn * STEP + row;
      let tap = depth / GROUP_IN_BLOCKS;
      let y = corner_y + i32(tap / KERNEL_SIZE * DILATION);
      let x = corner_x + i32(tap % KERNEL_SIZE * DILATION);
      let inside = (depth < DEPTH) & (y >= 0) & (y < i32(IN_HEIGHT)) & (x >= 0) & (x < i32(IN_WIDTH));
      let near = clamp(y, 0, i32(IN_HEIGHT) - 1) * i32(IN_WIDTH) + clamp(x, 0, i32(IN_WIDTH) - 1);
      let value = load(id.z, group * GROUP_IN_BLOCKS + depth % GROUP_IN_BLOCKS, u32(near));
      values[row * SPAN_X + thread % SPAN_X] = select(vec4f(), value, inside);
    }
    for (var i = 0u; i < (SPAN_C * LANES + THREADS - 1u) / THREADS; i++) {
      let at = i * THREADS + thread;
      // Past the group's channels and past the depth any weights will do: nothing is stored, and the values are zeros.
      let block = min(first + at / LANES, GROUP_OUT_BLOCKS - 1u);
      let lane = min(turn * LANES + at % LANES, STREAM - 1u);
      if (at < SPAN_C * LANES) {
        factors[at] = weight((group * GROUP_OUT_BLOCKS + block) * STREAM + lane);
      }
    }
    workgroupBarrier();

    for (var k = 0u; k < STEP; k++) {
      //#unroll p TILE_X
      let value_p = values[k * SPAN_X + p * WORKGROUP_X + local.x];
      //#end
      //#unroll t TILE_C
      let at_t = (t * WORKGROUP_Y + local.y) * LANES + k * 4u;
      let w0_t = factors[at_t];
      let w1_t = factors[at_t + 1u];
      let w2_t = factors[at_t + 2u];
      let w3_t = factors[at_t + 3u];
      //#unroll p TILE_X
      sum_t_p = fma(w0_t, vec4f(value_p.x), sum_t_p);
      sum_t_p = fma(w1_t, vec4f(value_p.y), sum_t_p);
      sum_t_p = fma(w2_t, vec4f(value_p.z), sum_t_p);
      sum_t_p = fma(w3_t, vec4f(value_p.w), sum_t_p);
      //#end
      //#end
    }
    workgroupBarrier();
  }

  //#unroll t TILE_C
  let block_t = first + t * WORKGROUP_Y + local.y;
  //#unroll p TILE_X
  store(
    sum_t_p,
    t,
    id.z,
    group * GROUP_OUT_BLOCKS + block_t,
    block_t < GROUP_OUT_BLOCKS,
    id.x * SPAN_X + p * WORKGROUP_X + local.x,
  );
  //#end
  //#end

  pool(thread);
  //#unroll t TILE_C
  if (block_t < GROUP_OUT_BLOCKS) {
    publish(thread, t, id.z * OUT_BLOCKS + group * GROUP_OUT_BLOCKS + block_t, id.x);
  }
  //#end
}
