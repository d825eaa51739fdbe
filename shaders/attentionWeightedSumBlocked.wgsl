// The attention-weighted sum over the radix of radix-major maps whose splits are whole vec4f: a thread takes RUN
// neighbouring pixels of four output channels, and reads their attention once.
//
// input     [IMAGES, RADIX, BLOCKS, PIXELS] vec4f
// attention [IMAGES, RADIX, BLOCKS] vec4f
// output    [IMAGES, BLOCKS, PIXELS] vec4f
// grid      x: runs of pixels; y: vec4f of output channels; z: image

override RADIX: u32 = 2u;
override IMAGES: u32 = 1u;
override BLOCKS: u32 = 1u;
override PIXELS: u32 = 1u;
override RUN: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

// As it stands in this file, for a radix of 1: r numbers what //#unroll repeats.
const r = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4, IMAGES * RADIX * BLOCKS * PIXELS>;
@group(0) @binding(1) var<storage, read> attention: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<Out4, IMAGES * BLOCKS * PIXELS>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let first = id.z * RADIX * BLOCKS + id.y;
  let place = (id.z * BLOCKS + id.y) * PIXELS;
  //#unroll r RADIX
  let share_r = attention[first + r * BLOCKS];
  //#end
  for (var pixel = id.x * RUN; pixel < min((id.x + 1u) * RUN, PIXELS); pixel++) {
    var sum = vec4f();
    //#unroll r RADIX
    sum = fma(share_r, vec4f(input[(first + r * BLOCKS) * PIXELS + pixel]), sum);
    //#end
    output[place + pixel] = as_out(sum);
  }
}
