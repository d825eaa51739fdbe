// A stem's weights as they lie in memory.
fn prepare(first: u32, thread: u32) {
}

// `own`: which of the workgroup's tiles of output channels, of which `first` begins the first.
fn factor(first: u32, own: u32, t: u32, tap: u32, lane: u32) -> vec4f {
  return weight((first + own * TILE_C + t) * STREAM + tap * 4u + lane);
}
