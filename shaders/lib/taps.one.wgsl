// A row of taps, one after the other: little code, which compiles soon.
for (var kx = 0u; kx < KERNEL_SIZE; kx++) {
  let tap = ky * KERNEL_SIZE + kx;
  let row = slab + u32(in_y) * IN_WIDTH;
  var block = id.y * TILE_C * STREAM + tap * GROUP_IN_BLOCKS * 4u;
  //#unroll p TILE_X
  let in_x_p = i32((x + p) * STRIDE + kx * DILATION) - i32(PADDING);
  let inside_p = in_x_p >= 0 && in_x_p < i32(IN_WIDTH);
  let start_p = row + u32(clamp(in_x_p, 0, i32(IN_WIDTH) - 1));
  //#end
  for (var c = 0u; c < GROUP_IN_BLOCKS; c++) {
    //#unroll p TILE_X
    let value_p = select(vec4f(), vec4f(input[start_p + c * IN_PLANE]), inside_p);
    //#end
    //#unroll t TILE_C
    let w0_t = weight(block + t * STREAM);
    let w1_t = weight(block + t * STREAM + 1u);
    let w2_t = weight(block + t * STREAM + 2u);
    let w3_t = weight(block + t * STREAM + 3u);
    //#unroll p TILE_X
    sum_t_p = fma(w0_t, vec4f(value_p.x), sum_t_p);
    sum_t_p = fma(w1_t, vec4f(value_p.y), sum_t_p);
    sum_t_p = fma(w2_t, vec4f(value_p.z), sum_t_p);
    sum_t_p = fma(w3_t, vec4f(value_p.w), sum_t_p);
    //#end
    //#end
    block += 4u;
  }
}
