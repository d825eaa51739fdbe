// A convolution's input as it lies in memory.

// vec4f of channels of an image that lie in memory.
const IMAGE_BLOCKS = IN_BLOCKS;

// Where a thread reads: a pixel of the map that lies `own` vec4f of channels behind the one that `load` names.
alias Cell = u32;

fn cell(own: u32, pixel: u32) -> Cell {
  return own * IN_PLANE + pixel;
}

// `block` counts from the first image on.
fn load(block: u32, place: Cell) -> vec4f {
  return vec4f(input[block * IN_PLANE + place]);
}
