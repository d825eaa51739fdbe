// Any convolution whose groups are whole vec4f, as a matrix product in workgroup memory, for GPUs that have much of it: a
// workgroup computes a tile of outputs times output channels. It fetches STEP vec4f of input channels, of one tap or of
// several, for the whole tile; then each thread adds their products to its own TILE_X outputs times TILE_C vec4f. On small
// maps SLICES threads share these products; in the end they add up what each has summed, always in the same order.
//
// input   [N, IN_BLOCKS, IN_HEIGHT, IN_WIDTH] vec4f, or what the slot `load` makes that of
// weights [GROUPS][GROUP_OUT_BLOCKS][KERNEL_SIZE^2][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f; for int8 weights as many scales after them
// output  [N, OUT_BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike; the slot `pool` may write its mean too
// grid    x: tiles of the map, rows joined; y: tiles of the output channels, group by group; z: image.
//         In a workgroup x: outputs; y: output channels; z: slices.
// The caller guarantees that SPAN_X divides the number of threads, this VALUES times goes into SPAN_X * STEP, FACTORS times
// rounded up into SPAN_C * LANES, and that SLICES is a power of 2 that divides STEP.

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
override SLICES: u32 = 1u;
override VALUES: u32 = 1u;
override FACTORS: u32 = 1u;
override SHARE: u32 = 4u;
override WORKGROUP_X: u32 = 8u;
override WORKGROUP_Y: u32 = 8u;

const IN_BLOCKS = GROUPS * GROUP_IN_BLOCKS;
const OUT_BLOCKS = GROUPS * GROUP_OUT_BLOCKS;
const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const TILE_THREADS = WORKGROUP_X * WORKGROUP_Y;
const THREADS = TILE_THREADS * SLICES;
// The workgroup's tile: outputs, and vec4f of output channels.
const SPAN_X = WORKGROUP_X * TILE_X;
const SPAN_C = WORKGROUP_Y * TILE_C;
const GROUP_TILES = (GROUP_OUT_BLOCKS + SPAN_C - 1u) / SPAN_C;
// Weights of one vec4f of output channels, of one tap and of all.
const TAP_STREAM = GROUP_IN_BLOCKS * 4u;
const STREAM = KERNEL_SIZE * KERNEL_SIZE * TAP_STREAM;
// The last turn of a tap may go past its input channels.
const TURNS = (GROUP_IN_BLOCKS + STEP - 1u) / STEP;
const WHOLE = GROUP_IN_BLOCKS % STEP == 0u;
// How many rows of the tile's inputs all threads fetch at once.
const ROWS = THREADS / SPAN_X;
const LANES = STEP * 4u;
const MAP_TILES = (OUT_PLANE + SPAN_X - 1u) / SPAN_X;
const POOL_WIDTH = WORKGROUP_X;
// The tile as it stands in this file is one output times one vec4f: p and t number what //#unroll repeats, i what a thread
// fetches.
const p = 0u;
const t = 0u;
const i = 0u;
const k = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include load
//#include epilogue

// [STEP][SPAN_X] inputs and, from FIRST_FACTOR on, [SPAN_C][STEP][4 input lanes] weights: what came as f16 is brought to f32
// once here, and not by each thread that multiplies it. Afterwards the slices' sums, [slice][TILE_C][TILE_X][TILE_THREADS],
// and then it is the slot `pool`'s.
const FIRST_FACTOR = STEP * SPAN_X;
const FETCHED = FIRST_FACTOR + SPAN_C * LANES;
const SLICED = SLICES / 2u * TILE_C * TILE_X * TILE_THREADS;
var<workgroup> sums: array<vec4f, max(max(FETCHED, SLICED), TILE_C * THREADS)>;
//#include pool

fn store(sum: vec4f, t: u32, image: u32, block: u32, inside: bool, pixel: u32) {
  if (inside && pixel < OUT_PLANE) {
    let index = (image * OUT_BLOCKS + block) * OUT_PLANE + pixel;
    let value = as_out(epilogue(scaled(sum, block) + bias[block], index));
    output[index] = value;
    collect(vec4f(value), t);
  }
}

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y, SLICES)
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
  let first_in = id.z * IMAGE_BLOCKS + group * GROUP_IN_BLOCKS;
  let fetched_row = thread / SPAN_X;
  let own_row = min(fetched_row, GROUP_IN_BLOCKS - 1u);
  // Past the group's channels any weights will do: nothing is stored. Past the input channels the values are zeros.
  //#unroll i FACTORS
  let near_block_i = min(first + (i * THREADS + thread) / LANES, GROUP_OUT_BLOCKS - 1u);
  let lane_i = (i * THREADS + thread) % LANES;
  let stream_i = (group * GROUP_OUT_BLOCKS + near_block_i) * STREAM;
  let from_i = stream_i + lane_i;
  //#end
  let values_at = local.z * SHARE * SPAN_X + local.x;
  let factors_at = FIRST_FACTOR + local.y * LANES + local.z * SHARE * 4u;

  //#unroll t TILE_C
  //#unroll p TILE_X
  var sum_t_p = vec4f();
  //#end
  //#end

  for (var tap = 0u; tap < KERNEL_SIZE * KERNEL_SIZE; tap++) {
    let y = u32(corner_y) + tap / KERNEL_SIZE * DILATION;
    let x = u32(corner_x) + tap % KERNEL_SIZE * DILATION;
    // Above and left of the map they wrap round, and are large.
    let on_map = PADDING == 0u || (y < IN_HEIGHT && x < IN_WIDTH);
    let near = cell(own_row, select(0u, y * IN_WIDTH + x, on_map));
    for (var turn = 0u; turn < TURNS; turn++) {
      //#unroll i VALUES
      let row_i = turn * STEP + i * ROWS;
      let there_i = WHOLE || row_i + fetched_row < GROUP_IN_BLOCKS;
      let block_i = first_in + row_i;
      let value_i = load(select(first_in, block_i, there_i), near, 0u, 0u);
      //#end
      //#unroll i FACTORS
      let clamped_i = stream_i + tap * TAP_STREAM + min(turn * LANES + lane_i, TAP_STREAM - 1u);
      let factor_i = weight(select(clamped_i, from_i + (tap * TAP_STREAM + turn * LANES), WHOLE));
      //#end
      //#unroll i VALUES
      sums[i * THREADS + thread] = select(vec4f(), value_i, on_map && there_i);
      //#end
      //#unroll i FACTORS
      if (SPAN_C * LANES % THREADS == 0u || i * THREADS + thread < SPAN_C * LANES) {
        sums[FIRST_FACTOR + i * THREADS + thread] = factor_i;
      }
      //#end
      workgroupBarrier();

      //#unroll k SHARE
      //#unroll p TILE_X
      let value_k_p = sums[values_at + k * SPAN_X + p * WORKGROUP_X];
      //#end
      //#unroll t TILE_C
      let w0_k_t = sums[factors_at + t * WORKGROUP_Y * LANES + k * 4u];
      let w1_k_t = sums[factors_at + t * WORKGROUP_Y * LANES + k * 4u + 1u];
      let w2_k_t = sums[factors_at + t * WORKGROUP_Y * LANES + k * 4u + 2u];
      let w3_k_t = sums[factors_at + t * WORKGROUP_Y * LANES + k * 4u + 3u];
      //#unroll p TILE_X
      sum_t_p = fma(w0_k_t, vec4f(value_k_p.x), sum_t_p);
      sum_t_p = fma(w1_k_t, vec4f(value_k_p.y), sum_t_p);
      sum_t_p = fma(w2_k_t, vec4f(value_k_p.z), sum_t_p);
      sum_t_p = fma(w3_k_t, vec4f(value_k_p.w), sum_t_p);
      //#end
      //#end
      //#end
      workgroupBarrier();
    }
  }

  // The upper half of the slices hands its sums to the lower one, until one slice has them all.
  let place = local.y * WORKGROUP_X + local.x;
  for (var half = SLICES / 2u; half > 0u; half /= 2u) {
    if (local.z >= half && local.z < 2u * half) {
      //#unroll t TILE_C
      //#unroll p TILE_X
      sums[(((local.z - half) * TILE_C + t) * TILE_X + p) * TILE_THREADS + place] = sum_t_p;
      //#end
      //#end
    }
    workgroupBarrier();
    if (local.z < half) {
      //#unroll t TILE_C
      //#unroll p TILE_X
      sum_t_p += sums[((local.z * TILE_C + t) * TILE_X + p) * TILE_THREADS + place];
      //#end
      //#end
    }
    workgroupBarrier();
  }

  //#unroll t TILE_C
  let block_t = first + t * WORKGROUP_Y + local.y;
  let inside_t = local.z == 0u && block_t < GROUP_OUT_BLOCKS;
  //#unroll p TILE_X
  store(
    sum_t_p,
    t,
    id.z,
    group * GROUP_OUT_BLOCKS + block_t,
    inside_t,
    id.x * SPAN_X + p * WORKGROUP_X + local.x,
  );
  //#end
  //#end

  pool(thread);
  //#unroll t TILE_C
  if (inside_t) {
    publish(thread, t, id.z * OUT_BLOCKS + group * GROUP_OUT_BLOCKS + block_t, id.x);
  }
  //#end
}
