// A pixel of three 8-bit channels in one u32, red lowest, and Pillow's fixed point of 22 bits.

const FRACTION_BITS = 22u;
const HALF = 1i << (FRACTION_BITS - 1u);

fn pack_pixel(rgb: vec3u) -> u32 {
  return rgb.r | (rgb.g << 8u) | (rgb.b << 16u);
}

fn unpack_pixel(pixel: u32) -> vec3i {
  return vec3i(vec3u(pixel, pixel >> 8u, pixel >> 16u) & vec3u(255u));
}

// A weighted sum to which HALF was added, as 8-bit channels.
fn to_bytes(sum: vec3i) -> vec3u {
  return vec3u(clamp(sum >> vec3u(FRACTION_BITS), vec3i(0), vec3i(255)));
}
