// A convolution's input as the attention-weighted sum over the splits [N, RADIX, IN_BLOCKS, IN_PLANE] that lie in memory.
override RADIX: u32 = 2u;

// vec4f of channels of an image that lie in memory.
const IMAGE_BLOCKS = RADIX * IN_BLOCKS;

const r = 0u;

@group(0) @binding(5) var<storage, read> attention: array<vec4f>;

const LINEAR = true;

// Where a thread reads: a pixel of the map that lies `own` vec4f of channels behind the one that `load` names.
struct Cell {
  own: u32,
  at: u32,
}

fn cell(own: u32, pixel: u32) -> Cell {
  return Cell(own, own * IN_PLANE + pixel);
}

// `block` counts from the first image on, all of its splits included; for the rest see load.plain.
fn load(block: u32, place: Cell, u: u32, apart: u32) -> vec4f {
  var sum = vec4f();
  //#unroll r RADIX
  sum = fma(
    attention[block + place.own + (r * IN_BLOCKS + u)],
    vec4f(input[(block + (r * IN_BLOCKS + u)) * IN_PLANE + place.at + apart]),
    sum,
  );
  //#end
  return sum;
}
