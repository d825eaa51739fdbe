enable f16;
// The input lies as f16; what is multiplied with it is brought to f16 at most.
alias In = f16;
alias In4 = vec4h;
// What brings the values of Winograd's tiles back: lib/out has the part that they hold.
const IN_TILE_SCALE = 32.0;

// The largest f16 stands for what is larger: a conversion would make it infinite.
fn as_in(value: vec4f) -> In4 {
  return vec4h(clamp(value, vec4f(-65504.0), vec4f(65504.0)));
}
