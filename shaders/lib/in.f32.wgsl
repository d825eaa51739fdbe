// The input lies as f32.
alias In = f32;
alias In4 = vec4f;
// What brings the values of Winograd's tiles back: lib/out has the part that they hold.
const IN_TILE_SCALE = 1.0;
