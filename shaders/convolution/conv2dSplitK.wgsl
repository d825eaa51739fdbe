// Any convolution whose groups are whole vec4f, on maps so small that a thread for each tile would leave a GPU idle: the
// WORKGROUP_Y slices of a workgroup share the input channels of one tile among them. After one barrier they add up what
// each has summed, in the order of the slices.
//
// input   [N, IN_BLOCKS, IN_HEIGHT, IN_WIDTH] vec4f, or what the slot `load` makes that of
// weights [GROUPS][GROUP_OUT_BLOCKS][KERNEL_SIZE^2][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f; for int8 weights as many scales after them
// output  [N, OUT_BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike; the slot `pool` may write its mean too
// grid    x: tiles of WORKGROUP_X * TILE_X outputs, rows joined; y: tiles of TILE_C vec4f of output channels, group by
//         group; z: image. In a workgroup x: outputs; y: slices.
// The caller guarantees that TILE_C divides GROUP_OUT_BLOCKS, and AT_ONCE the vec4f of input channels of a group and those
// of a slice: so many are loaded before a thread waits for them.

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
override AT_ONCE: u32 = 1u;
override WORKGROUP_X: u32 = 16u;
override WORKGROUP_Y: u32 = 4u;

const IN_BLOCKS = GROUPS * GROUP_IN_BLOCKS;
const OUT_BLOCKS = GROUPS * GROUP_OUT_BLOCKS;
const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const TILE = TILE_X * TILE_C;
const THREADS = WORKGROUP_X * WORKGROUP_Y;
const SPAN_X = WORKGROUP_X * TILE_X;
const MAP_TILES = (OUT_PLANE + SPAN_X - 1u) / SPAN_X;
const POOL_WIDTH = THREADS;
// Weights of one vec4f of output channels.
const STREAM = KERNEL_SIZE * KERNEL_SIZE * GROUP_IN_BLOCKS * 4u;
// vec4f of input channels of a slice.
const SHARE = (GROUP_IN_BLOCKS + WORKGROUP_Y - 1u) / WORKGROUP_Y;
const WHOLE = GROUP_IN_BLOCKS % WORKGROUP_Y == 0u;
// As it stands in this file: one output times one vec4f, one vec4f of input channels at a time.
const p = 0u;
const t = 0u;
const u = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include load
//#include epilogue

// [TILE_C][TILE_X][slice][WORKGROUP_X], and afterwards for the slot `pool`.
var<workgroup> sums: array<vec4f, TILE * THREADS>;
//#include pool

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let group = id.y / (GROUP_OUT_BLOCKS / TILE_C);
  let first = id.x * SPAN_X + local.x;
  //#unroll p TILE_X
  let pixel_p = min(first + p * WORKGROUP_X, OUT_PLANE - 1u);
  let corner_y_p = i32(pixel_p / OUT_WIDTH * STRIDE) - i32(PADDING);
  let corner_x_p = i32(pixel_p % OUT_WIDTH * STRIDE) - i32(PADDING);
  let corner_p = u32(corner_y_p) * IN_WIDTH + u32(corner_x_p);
  //#end

  //#unroll t TILE_C
  //#unroll p TILE_X
  var sum_t_p = vec4f();
  //#end
  //#end

  let first_in = id.z * IMAGE_BLOCKS + group * GROUP_IN_BLOCKS;
  let past = first_in + SHARE * WORKGROUP_Y;
  // A slice's AT_ONCE vec4f among those of a turn; past the group's channels, where its values are zeros, another's.
  let own = min(local.y * AT_ONCE, GROUP_IN_BLOCKS - AT_ONCE);
  let own_weight = own * 4u;
  let first_weight = id.y * TILE_C * STREAM;
  for (var tap = 0u; tap < KERNEL_SIZE * KERNEL_SIZE; tap++) {
    let down = tap / KERNEL_SIZE * DILATION;
    let right = tap % KERNEL_SIZE * DILATION;
    //#unroll p TILE_X
    // Above and left of the map they wrap round, and are large.
    let on_map_p = PADDING == 0u || (u32(corner_y_p) + down < IN_HEIGHT && u32(corner_x_p) + right < IN_WIDTH);
    let cell_p = cell(own, min(corner_p + (down * IN_WIDTH + right), IN_PLANE - 1u));
    //#end
    let stream = first_weight + tap * GROUP_IN_BLOCKS * 4u;
    // From a channel to a channel and not from 0 to SHARE: Mesa unrolls loops of a known count, and then each load has an
    // address to compute.
    var block = first_in;
    loop {
      let there = WHOLE || block + local.y * AT_ONCE < first_in + GROUP_IN_BLOCKS;
      let near = select(first_in, block, there);
      //#unroll t TILE_C
      let at_t = stream + t * STREAM + (near - first_in) * 4u + own_weight;
      //#end
      //#unroll u AT_ONCE
      //#unroll p TILE_X
      let loaded_u_p = load(near + u, cell_p);
      let value_u_p = select(vec4f(), loaded_u_p, on_map_p && there);
      //#end
      //#unroll t TILE_C
      let w0_u_t = weight(at_t + u * 4u);
      let w1_u_t = weight(at_t + u * 4u + 1u);
      let w2_u_t = weight(at_t + u * 4u + 2u);
      let w3_u_t = weight(at_t + u * 4u + 3u);
      //#unroll p TILE_X
      sum_t_p = fma(w0_u_t, vec4f(value_u_p.x), sum_t_p);
      sum_t_p = fma(w1_u_t, vec4f(value_u_p.y), sum_t_p);
      sum_t_p = fma(w2_u_t, vec4f(value_u_p.z), sum_t_p);
      sum_t_p = fma(w3_u_t, vec4f(value_u_p.w), sum_t_p);
      //#end
      //#end
      //#end
      continuing {
        block += AT_ONCE * WORKGROUP_Y;
        break if SHARE == AT_ONCE || block >= past;
      }
    }
  }

  //#unroll t TILE_C
  //#unroll p TILE_X
  sums[((t * TILE_X + p) * WORKGROUP_Y + local.y) * WORKGROUP_X + local.x] = sum_t_p;
  //#end
  //#end
  workgroupBarrier();

  // The outputs of a tile, one slice after the other.
  for (var i = 0u; i < (TILE + WORKGROUP_Y - 1u) / WORKGROUP_Y; i++) {
    let place = i * WORKGROUP_Y + local.y;
    let pixel = first + place % TILE_X * WORKGROUP_X;
    if (place < TILE && pixel < OUT_PLANE) {
      var sum = vec4f();
      for (var slice = 0u; slice < WORKGROUP_Y; slice++) {
        sum += sums[(place * WORKGROUP_Y + slice) * WORKGROUP_X + local.x];
      }
      let block = id.y * TILE_C + place / TILE_X;
      let index = (id.z * OUT_BLOCKS + block) * OUT_PLANE + pixel;
      let value = as_out(epilogue(scaled(sum, block) + bias[block], index));
      output[index] = value;
      collect(vec4f(value), place / TILE_X);
    }
  }

  let thread = local.y * WORKGROUP_X + local.x;
  pool(thread);
  //#unroll t TILE_C
  publish(thread, t, id.z * OUT_BLOCKS + id.y * TILE_C + t, id.x);
  //#end
}
