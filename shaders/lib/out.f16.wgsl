enable f16;
// The output lies as f16.
alias Out = f16;
alias Out4 = vec4h;
// The part of its values that a tile of Winograd's holds: the transform makes them up to 26 times as large.
const OUT_TILE_SCALE = 0.03125;

// The largest f16 stands for what is larger: a conversion would make it infinite.
fn as_out(value: vec4f) -> Out4 {
  return vec4h(clamp(value, vec4f(-65504.0), vec4f(65504.0)));
}

fn as_out_lane(value: f32) -> Out {
  return f16(clamp(value, -65504.0, 65504.0));
}
