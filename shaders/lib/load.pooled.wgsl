// A convolution's input as the averages over windows of the map [SOURCE_HEIGHT, SOURCE_WIDTH] that lies in memory; a
// window may end behind it, and none begins before it.
override SOURCE_HEIGHT: u32 = 1u;
override SOURCE_WIDTH: u32 = 1u;
override POOLED_WIDTH: u32 = 1u;
override POOL_SIZE: u32 = 2u;
override POOL_STRIDE: u32 = 2u;
override COUNT_INCLUDE_PAD: bool = false;

// vec4f of channels of an image that lie in memory.
const IMAGE_BLOCKS = IN_BLOCKS;

const LINEAR = false;

// Where a thread reads: a pixel of the map that lies `own` vec4f of channels behind the one that `load` names.
struct Cell {
  own: u32,
  y: u32,
  x: u32,
}

fn cell(own: u32, pixel: u32) -> Cell {
  return Cell(own, pixel / POOLED_WIDTH * POOL_STRIDE, pixel % POOLED_WIDTH * POOL_STRIDE);
}

// `block` counts from the first image on, `u` from it; `apart` is 0.
fn load(block: u32, place: Cell, u: u32, apart: u32) -> vec4f {
  let map = (block + u + place.own) * SOURCE_HEIGHT * SOURCE_WIDTH;
  let y = place.y;
  let x = place.x;
  var sum = vec4f();
  for (var ky = 0u; ky < POOL_SIZE; ky++) {
    for (var kx = 0u; kx < POOL_SIZE; kx++) {
      let near = min(y + ky, SOURCE_HEIGHT - 1u) * SOURCE_WIDTH + min(x + kx, SOURCE_WIDTH - 1u);
      sum += select(vec4f(), vec4f(input[map + near]), y + ky < SOURCE_HEIGHT && x + kx < SOURCE_WIDTH);
    }
  }
  let inside = min(POOL_SIZE, SOURCE_HEIGHT - y) * min(POOL_SIZE, SOURCE_WIDTH - x);
  return sum / f32(select(inside, POOL_SIZE * POOL_SIZE, COUNT_INCLUDE_PAD));
}
