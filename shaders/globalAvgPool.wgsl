// The mean of each map of the sum over the splits, four channels a workgroup: strided sums in the threads, then a tree in
// workgroup memory.
//
// input  [N, SPLITS, BLOCKS, PIXELS] vec4f
// output [N, BLOCKS] vec4f
// grid   y: vec4f of channels; z: image
// The caller guarantees that WORKGROUP_X is a power of two.

override SPLITS: u32 = 1u;
override BLOCKS: u32 = 1u;
override PIXELS: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
@group(0) @binding(1) var<storage, read_write> output: array<Out4>;

var<workgroup> partial: array<vec4f, WORKGROUP_X>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  var sum = vec4f();
  for (var split = 0u; split < SPLITS; split++) {
    let map = ((group.z * SPLITS + split) * BLOCKS + group.y) * PIXELS;
    for (var pixel = thread; pixel < PIXELS; pixel += WORKGROUP_X) {
      sum += vec4f(input[map + pixel]);
    }
  }
  partial[thread] = sum;
  for (var half = WORKGROUP_X / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      partial[thread] += partial[thread + half];
    }
  }
  if (thread == 0u) {
    output[group.z * BLOCKS + group.y] = as_out(partial[0] / f32(PIXELS));
  }
}
