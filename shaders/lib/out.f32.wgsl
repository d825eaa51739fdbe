// The output lies as f32.
alias Out = f32;
alias Out4 = vec4f;
// The part of its values that a tile of Winograd's holds.
const OUT_TILE_SCALE = 1.0;

fn as_out(value: vec4f) -> Out4 {
  return value;
}

fn as_out_lane(value: f32) -> Out {
  return value;
}
