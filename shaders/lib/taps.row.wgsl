// The taps of a row at once: outputs share the inputs of their windows, of which only the outer ones can lie beside the map.
let line = slab + u32(in_y) * IN_WIDTH;
let from_x = x * STRIDE;
//#unroll j WINDOW
let in_x_j = from_x + j - PADDING;
let middle_j = j >= PADDING && (ROW_TILES - 1u) * TILE_X * STRIDE + j < IN_WIDTH + PADDING;
// In the middle a constant apart from each other: then they have one address to compute.
let start_j = select(line + min(in_x_j, IN_WIDTH - 1u), line + from_x + (max(j, PADDING) - PADDING), middle_j);
//#end
var block = id.y * TILE_C * STREAM + ky * TAPS * GROUP_IN_BLOCKS * 4u;
for (var c = 0u; c < GROUP_IN_BLOCKS; c++) {
  let window = array<vec4f, WINDOW>(
    //#unroll j WINDOW
    select(vec4f(), vec4f(input[start_j + c * IN_PLANE]), middle_j || in_x_j < IN_WIDTH),
    //#end
  );
  //#unroll kx TAPS
  //#unroll t TILE_C
  let w0_kx_t = weight(block + t * STREAM + kx * GROUP_IN_BLOCKS * 4u);
  let w1_kx_t = weight(block + t * STREAM + kx * GROUP_IN_BLOCKS * 4u + 1u);
  let w2_kx_t = weight(block + t * STREAM + kx * GROUP_IN_BLOCKS * 4u + 2u);
  let w3_kx_t = weight(block + t * STREAM + kx * GROUP_IN_BLOCKS * 4u + 3u);
  //#unroll p TILE_X
  sum_t_p = fma(w0_kx_t, vec4f(window[p * STRIDE + kx * DILATION].x), sum_t_p);
  sum_t_p = fma(w1_kx_t, vec4f(window[p * STRIDE + kx * DILATION].y), sum_t_p);
  sum_t_p = fma(w2_kx_t, vec4f(window[p * STRIDE + kx * DILATION].z), sum_t_p);
  sum_t_p = fma(w3_kx_t, vec4f(window[p * STRIDE + kx * DILATION].w), sum_t_p);
  //#end
  //#end
  //#end
  block += 4u;
}
