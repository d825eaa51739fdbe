enable f16;
// The input lies as f16.
alias In = f16;
alias In4 = vec4h;
// What brings the values of Winograd's tiles back: lib/out has the part that they hold.
const IN_TILE_SCALE = 32.0;
