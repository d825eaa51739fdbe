// The mean and the maximum of each map, four channels a workgroup: strided in the threads, then a tree in workgroup
// memory. The output has MEAN of the one and MAX of the other; where it has two halves, the second has them swapped.
//
// input  [N, BLOCKS, PIXELS] vec4f
// output [N, HALVES * BLOCKS] vec4f
// grid   y: vec4f of channels; z: image
// The caller guarantees that WORKGROUP_X is a power of two.

override BLOCKS: u32 = 1u;
override PIXELS: u32 = 1u;
override HALVES: u32 = 1u;
override MEAN: f32 = 0.0;
override MAX: f32 = 1.0;
override WORKGROUP_X: u32 = 64u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
@group(0) @binding(1) var<storage, read_write> output: array<Out4>;

var<workgroup> sums: array<vec4f, WORKGROUP_X>;
var<workgroup> maxima: array<vec4f, WORKGROUP_X>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let map = (group.z * BLOCKS + group.y) * PIXELS;
  var sum = vec4f();
  // A thread that has no pixel of its own repeats the last one, which changes no maximum.
  var most = vec4f(input[map + min(thread, PIXELS - 1u)]);
  for (var pixel = thread; pixel < PIXELS; pixel += WORKGROUP_X) {
    let value = vec4f(input[map + pixel]);
    sum += value;
    most = max(most, value);
  }
  sums[thread] = sum;
  maxima[thread] = most;
  for (var half = WORKGROUP_X / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      sums[thread] += sums[thread + half];
      maxima[thread] = max(maxima[thread], maxima[thread + half]);
    }
  }
  if (thread == 0u) {
    let mean = sums[0] / f32(PIXELS);
    let first = group.z * HALVES * BLOCKS + group.y;
    output[first] = as_out(MEAN * mean + MAX * maxima[0]);
    if (HALVES == 2u) {
      output[first + BLOCKS] = as_out(MAX * mean + MEAN * maxima[0]);
    }
  }
}
