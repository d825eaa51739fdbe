// The generalised mean of each map, four channels a workgroup: the mean of max(x, LEAST)^P, to the power of 1/P. Values
// are divided by the map's maximum first: so no power overflows, and those that weigh most are powers of about 1, which
// are the most exact.
//
// input  [N, BLOCKS, PIXELS] vec4f, of which CHANNELS are channels and the others padding
// output [N, BLOCKS] vec4f
// grid   y: vec4f of channels; z: image
// The caller guarantees that WORKGROUP_X is a power of two.

override CHANNELS: u32 = 4u;
override BLOCKS: u32 = 1u;
override PIXELS: u32 = 1u;
override P: f32 = 3.0;
override LEAST: f32 = 0.000001;
override WORKGROUP_X: u32 = 64u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
@group(0) @binding(1) var<storage, read_write> output: array<Out4>;

var<workgroup> partial: array<vec4f, WORKGROUP_X>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let map = (group.z * BLOCKS + group.y) * PIXELS;
  var most = vec4f(LEAST);
  for (var pixel = thread; pixel < PIXELS; pixel += WORKGROUP_X) {
    most = max(most, vec4f(input[map + pixel]));
  }
  partial[thread] = most;
  for (var half = WORKGROUP_X / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      partial[thread] = max(partial[thread], partial[thread + half]);
    }
  }
  workgroupBarrier();
  let largest = partial[0];
  workgroupBarrier();

  var sum = vec4f();
  for (var pixel = thread; pixel < PIXELS; pixel += WORKGROUP_X) {
    sum += pow(max(vec4f(input[map + pixel]), vec4f(LEAST)) / largest, vec4f(P));
  }
  partial[thread] = sum;
  for (var half = WORKGROUP_X / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      partial[thread] += partial[thread + half];
    }
  }
  if (thread == 0u) {
    let mean = largest * pow(partial[0] / f32(PIXELS), vec4f(1.0 / P));
    let channels = vec4u(0u, 1u, 2u, 3u) + group.y * 4u;
    output[group.z * BLOCKS + group.y] = as_out(select(vec4f(), mean, channels < vec4u(CHANNELS)));
  }
}
