// The sum over the radix of radix-major maps, four output channels of one pixel a thread.
//
// input  [N, ceil(RADIX*CHANNELS/4), PIXELS, 4]
// output [N, ceil(CHANNELS/4), PIXELS] vec4f
// grid   x: pixels of the map; y: vec4f of output channels; z: image

override RADIX: u32 = 2u;
override CHANNELS: u32 = 4u;
override PIXELS: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

const IN_BLOCKS = (RADIX * CHANNELS + 3u) / 4u;
const OUT_BLOCKS = (CHANNELS + 3u) / 4u;

// Scalars, since a split need not begin at a vec4f: CHANNELS may be any number.
//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In>;
@group(0) @binding(1) var<storage, read_write> output: array<Out4>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= PIXELS) {
    return;
  }
  var sum = vec4f();
  for (var r = 0u; r < RADIX; r++) {
    for (var lane = 0u; lane < 4u; lane++) {
      let channel = id.y * 4u + lane;
      if (channel < CHANNELS) {
        let i = r * CHANNELS + channel;
        sum[lane] += f32(input[((id.z * IN_BLOCKS + i / 4u) * PIXELS + id.x) * 4u + i % 4u]);
      }
    }
  }
  output[(id.z * OUT_BLOCKS + id.y) * PIXELS + id.x] = as_out(sum);
}
