// The mean of each of many small maps of the sum over the splits, four channels a thread, one pixel after the other: no
// thread waits for another.
//
// input  [N, SPLITS, BLOCKS, PIXELS] vec4f
// output [N, BLOCKS] vec4f
// grid   x: vec4f of channels; z: image
// The caller guarantees that AT_ONCE divides PIXELS: a thread loads so many before it waits for them.

override SPLITS: u32 = 1u;
override BLOCKS: u32 = 1u;
override PIXELS: u32 = 1u;
override AT_ONCE: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

// Pixels that are added up by themselves: a sum of all, one after the other, rounds ten times as much on a large map.
const PART = 16u * AT_ONCE;
// As it stands in this file: one pixel at a time.
const u = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
@group(0) @binding(1) var<storage, read_write> output: array<Out4>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= BLOCKS) {
    return;
  }
  var sum = vec4f();
  for (var split = 0u; split < SPLITS; split++) {
    // From an address to an address and not from 0 to PIXELS: Mesa unrolls loops of a known count, and took minutes to
    // compile this one.
    let begin = ((id.z * SPLITS + split) * BLOCKS + id.x) * PIXELS;
    let end = begin + PIXELS;
    for (var first = begin; first < end; first += PART) {
      let last = min(first + PART, end);
      var part = vec4f();
      for (var pixel = first; pixel < last; pixel += AT_ONCE) {
        //#unroll u AT_ONCE
        part += vec4f(input[pixel + u]);
        //#end
      }
      sum += part;
    }
  }
  output[id.z * BLOCKS + id.x] = as_out(sum / f32(PIXELS));
}
