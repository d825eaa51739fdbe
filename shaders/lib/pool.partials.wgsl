// The mean of the output on the way: beside the outputs of a tile of the map a workgroup writes their sum, times
// MAP_TILES / OUT_PLANE, so that the mean over the tiles is the mean of the map.
//
// partials [N, OUT_BLOCKS, MAP_TILES] vec4f
//
// The shader declares `sums`, workgroup memory for TILE_C vec4f of each of its THREADS, which it needs no more. Each
// POOL_WIDTH threads have outputs of the same channels.
@group(0) @binding(6) var<storage, read_write> partials: array<vec4f>;

var<private> totals: array<vec4f, TILE_C>;

// Counts an output of the thread's vec4f of channels with the number `t`.
fn collect(value: vec4f, t: u32) {
  totals[t] += value;
}

// Adds up what was collected, by a tree. All threads call it.
fn pool(thread: u32) {
  workgroupBarrier();
  for (var t = 0u; t < TILE_C; t++) {
    sums[t * THREADS + thread] = totals[t];
  }
  var half = 0u;
  for (var width = POOL_WIDTH; width > 1u; width = half) {
    half = (width + 1u) / 2u;
    workgroupBarrier();
    if (thread % POOL_WIDTH < width - half) {
      for (var t = 0u; t < TILE_C; t++) {
        sums[t * THREADS + thread] += sums[t * THREADS + thread + half];
      }
    }
  }
}

// Writes the partial of a tile; `map` is the place of the vec4f of channels among all images'.
fn publish(thread: u32, t: u32, map: u32, tile: u32) {
  if (thread % POOL_WIDTH == 0u) {
    partials[map * MAP_TILES + tile] = sums[t * THREADS + thread] * (f32(MAP_TILES) / f32(OUT_PLANE));
  }
}
