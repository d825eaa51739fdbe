// The output side of Winograd: a thread transforms the sums of one tile of a channel back to TILE x TILE outputs, adds
// the bias, and applies a ReLU if asked for.
//
// input   [IMAGES, SPAN * SPAN, BLOCKS, TILES_HIGH, TILES_WIDE] vec4f
// bias    [BLOCKS] vec4f
// output  [IMAGES, BLOCKS, HEIGHT, WIDTH] vec4f; the slot `pool` may write its mean too
// grid    x: the four channels of a block, tile by tile, row by row; y: blocks of channels; z: image

override SPAN: u32 = 4u;
override TILE: u32 = 2u;
override IMAGES: u32 = 1u;
override BLOCKS: u32 = 1u;
override HEIGHT: u32 = 1u;
override WIDTH: u32 = 1u;
override RELU: bool = false;
override WORKGROUP_X: u32 = 64u;

alias Value = f32;
//#include winograd

const TILES_HIGH = (HEIGHT + TILE - 1u) / TILE;
const TILES_WIDE = (WIDTH + TILE - 1u) / TILE;
const TILES = TILES_HIGH * TILES_WIDE;
const OUT_PLANE = HEIGHT * WIDTH;
const MAP_TILES = (TILES * 4u + WORKGROUP_X - 1u) / WORKGROUP_X;
const THREADS = WORKGROUP_X;
const POOL_WIDTH = WORKGROUP_X;
const TILE_C = 1u;
// Whether all outputs of all tiles lie on the map.
const WHOLE = HEIGHT % TILE == 0u && WIDTH % TILE == 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In, IMAGES * SPAN * SPAN * BLOCKS * TILES * 4u>;
@group(0) @binding(1) var<storage, read> bias: array<f32, BLOCKS * 4u>;
@group(0) @binding(2) var<storage, read_write> output: array<Out, IMAGES * BLOCKS * OUT_PLANE * 4u>;

// For the slot `pool`.
var<workgroup> sums: array<vec4f, THREADS>;
//#include pool

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let tile = id.x / 4u;
  let lane = id.x % 4u;
  var total = 0.0;
  if (tile < TILES) {
    let corner = ((id.z * SPAN * SPAN * BLOCKS + id.y) * TILES + tile) * 4u + lane;
    //#unroll c SPAN
    let column_c = transformOutput(array<Value, SPAN>(
      //#unroll r SPAN
      f32(input[corner + (r * SPAN + c) * BLOCKS * TILES * 4u]),
      //#end
    ));
    //#end
    let y = tile / TILES_WIDE * TILE;
    let x = tile % TILES_WIDE * TILE;
    let index = ((id.z * BLOCKS + id.y) * OUT_PLANE + y * WIDTH + x) * 4u + lane;
    let offset = bias[id.y * 4u + lane];
    //#unroll r TILE
    let row_r = transformOutput(array<Value, SPAN>(
      //#unroll c SPAN
      column_c[r],
      //#end
    ));
    //#unroll c TILE
    if (WHOLE || (y + r < HEIGHT && x + c < WIDTH)) {
      let sum_r_c = row_r[c] * IN_TILE_SCALE + offset;
      let value_r_c = as_out_lane(select(sum_r_c, 0.0, bitcast<i32>(sum_r_c) < -0x7fffff && RELU));
      output[index + (r * WIDTH + c) * 4u] = value_r_c;
      total += f32(value_r_c);
    }
    //#end
    //#end
  }

  let thread = id.x % WORKGROUP_X;
  collect(select(vec4f(), vec4f(total), vec4u(0u, 1u, 2u, 3u) == vec4u(lane)), 0u);
  pool(thread);
  publish(thread, 0u, id.z * BLOCKS + id.y, id.x / WORKGROUP_X);
}
