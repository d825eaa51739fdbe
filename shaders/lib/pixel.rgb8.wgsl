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

// A texel of straight RGBA in 0..1, rounded to 8 bits and laid over white in integers as Pillow pastes through an alpha
// mask.
fn over_white(texel: vec4f) -> vec3u {
  let rgba = vec4u(saturate(texel) * 255.0 + 0.5);
  let sum = rgba.rgb * rgba.a + (255u - rgba.a) * 255u + 128u;
  return ((sum >> vec3u(8u)) + sum) >> vec3u(8u); // sum / 255, rounded
}

// Pillow's L of a pixel in all three channels where grey is 1, else the pixel.
fn greyed(rgb: vec3u, grey: u32) -> vec3u {
  let level = (dot(rgb, vec3u(19595u, 38470u, 7471u)) + 32768u) >> 16u;
  return select(rgb, vec3u(level), grey == 1u);
}
