// A convolution's input as it lies in memory.

// vec4f of channels of an image that lie in memory.
const IMAGE_BLOCKS = IN_BLOCKS;

// Whether pixels that lie a constant apart are read a constant apart.
const LINEAR = true;

// Where a thread reads: a pixel of the map that lies `own` vec4f of channels behind the one that `load` names.
alias Cell = u32;

fn cell(own: u32, pixel: u32) -> Cell {
  return own * IN_PLANE + pixel;
}

// `block` counts from the first image on; the constants `u` and `apart` are vec4f of channels and pixels behind the place.
// `apart` comes last: AMD's compiler then has one address for all loads that differ by it.
fn load(block: u32, place: Cell, u: u32, apart: u32) -> vec4f {
  return vec4f(input[(block + u) * IN_PLANE + place + apart]);
}
