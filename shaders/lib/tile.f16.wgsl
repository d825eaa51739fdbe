// What a workgroup fetches at a time lies as its input does, in half of the memory; its sums are f32 beside it.
var<workgroup> tile: array<In4, FETCHED>;
var<workgroup> sums: array<vec4f, max(SLICED, TILE_C * THREADS)>;

fn keep_fetched(at: u32, value: vec4f) {
  tile[at] = as_in(value);
}

fn fetched_at(at: u32) -> vec4f {
  return vec4f(tile[at]);
}
