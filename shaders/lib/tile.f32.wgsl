// What a workgroup fetches at a time lies as f32, in the memory that holds its sums afterwards.
var<workgroup> sums: array<vec4f, max(max(FETCHED, SLICED), TILE_C * THREADS)>;

fn keep_fetched(at: u32, value: vec4f) {
  sums[at] = value;
}

fn fetched_at(at: u32) -> vec4f {
  return sums[at];
}
