// The mean of each of many small maps, four channels a thread, one pixel after the other: no thread waits for another.
//
// input  [N, BLOCKS, PIXELS] vec4f
// output [N, BLOCKS] vec4f
// grid   x: vec4f of channels; z: image

override BLOCKS: u32 = 1u;
override PIXELS: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

@group(0) @binding(0) var<storage, read> input: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= BLOCKS) {
    return;
  }
  let map = id.z * BLOCKS + id.x;
  var sum = vec4f();
  for (var pixel = 0u; pixel < PIXELS; pixel++) {
    sum += input[map * PIXELS + pixel];
  }
  output[map] = sum / f32(PIXELS);
}
