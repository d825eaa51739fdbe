// The input side of Winograd: a thread cuts one tile of SPAN x SPAN out of a channel, padded by one zero all round, and
// transforms it. Channel by channel: a vec4f of them would take more registers than GPUs have and more code than caches.
//
// input   [IMAGES, BLOCKS, HEIGHT, WIDTH] vec4f
// output  [IMAGES, SPAN * SPAN, BLOCKS, TILES_HIGH, TILES_WIDE] vec4f
// grid    x: the four channels of a block, tile by tile, row by row; y: blocks of channels; z: image

override SPAN: u32 = 4u;
override TILE: u32 = 2u;
override IMAGES: u32 = 1u;
override BLOCKS: u32 = 1u;
override HEIGHT: u32 = 1u;
override WIDTH: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

alias Value = f32;
//#include winograd

const TILES_HIGH = (HEIGHT + TILE - 1u) / TILE;
const TILES_WIDE = (WIDTH + TILE - 1u) / TILE;
const TILES = TILES_HIGH * TILES_WIDE;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In, IMAGES * BLOCKS * HEIGHT * WIDTH * 4u>;
@group(0) @binding(1) var<storage, read_write> output: array<Out, IMAGES * SPAN * SPAN * BLOCKS * TILES * 4u>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let tile = id.x / 4u;
  let lane = id.x % 4u;
  if (tile >= TILES) {
    return;
  }
  let plane = (id.z * BLOCKS + id.y) * HEIGHT * WIDTH * 4u + lane;
  // One more than the place on the map, so that the padding before it is no negative number.
  let y = tile / TILES_WIDE * TILE;
  let x = tile % TILES_WIDE * TILE;
  //#unroll r SPAN
  let row_inside_r = (y + r > 0u) & (y + r <= HEIGHT);
  let row_at_r = plane + (clamp(y + r, 1u, HEIGHT) - 1u) * WIDTH * 4u;
  //#end
  //#unroll c SPAN
  let inside_c = (x + c > 0u) & (x + c <= WIDTH);
  let at_c = (clamp(x + c, 1u, WIDTH) - 1u) * 4u;
  let column_c = transformInput(array<Value, SPAN>(
    //#unroll r SPAN
    select(0.0, f32(input[row_at_r + at_c]), row_inside_r & inside_c),
    //#end
  ));
  //#end
  let corner = ((id.z * SPAN * SPAN * BLOCKS + id.y) * TILES + tile) * 4u + lane;
  //#unroll r SPAN
  let row_r = transformInput(array<Value, SPAN>(
    //#unroll c SPAN
    column_c[r],
    //#end
  ));
  //#unroll c SPAN
  output[corner + (r * SPAN + c) * BLOCKS * TILES * 4u] = as_out_lane(row_r[c] * OUT_TILE_SCALE);
  //#end
  //#end
}
