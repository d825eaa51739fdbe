// What an adapter can do at most: multiply-adds on registers alone. ACCUMULATORS independent chains hide the latency of
// one operation behind the others; nothing is read from memory, and what is written only keeps the chains alive.
//
// output  [workgroups * THREADS] f32
// grid    x: threads
// Multiply-adds of a thread: STEPS * REPEATS * ACCUMULATORS * the lanes of Value.

override ACCUMULATORS: u32 = 1u;
override REPEATS: u32 = 1u;
override STEPS: u32 = 1u;
override THREADS: u32 = 64u;

//#include value
//#include multiplyAdd

const k = 0u;

@group(0) @binding(0) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // From the thread's number, so that no compiler knows them; near 1 and 0, so that values stay ordinary.
  let factor = Value(1.0 - f32(id.x) * 1e-9);
  let addend = Value(f32(id.x) * 1e-9);
  //#unroll k ACCUMULATORS
  var sum_k = Value(f32(k + 1u));
  //#end
  for (var i = 0u; i < STEPS; i++) {
    //#unroll r REPEATS
    //#unroll k ACCUMULATORS
    sum_k = multiplyAdd(sum_k, factor, addend);
    //#end
    //#end
  }
  var total = Value();
  //#unroll k ACCUMULATORS
  total += sum_k;
  //#end
  output[id.x] = dot(vec4f(total), vec4f(1.0));
}
