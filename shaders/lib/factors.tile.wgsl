// A stem's weights, unpacked once for all threads of a workgroup: all weights of its output channels, but for the lanes of
// input channels that are not there.
const LANES = KERNEL_SIZE * KERNEL_SIZE * IN_CHANNELS;
const FACTORS = WORKGROUP_Y * TILE_C * LANES;
var<workgroup> factors: array<vec4f, FACTORS>;

fn prepare(first: u32, thread: u32) {
  for (var i = thread; i < FACTORS; i += WORKGROUP_X * WORKGROUP_Y) {
    let block = min(first + i / LANES, OUT_BLOCKS - 1u);
    factors[i] = weight(block * STREAM + i % LANES / IN_CHANNELS * 4u + i % LANES % IN_CHANNELS);
  }
  workgroupBarrier();
}

// `own`: which of the workgroup's tiles of output channels, of which `first` begins the first.
fn factor(first: u32, own: u32, t: u32, tap: u32, lane: u32) -> vec4f {
  return factors[(own * TILE_C + t) * LANES + tap * IN_CHANNELS + lane];
}
