/**
 * What the page says where neither WebGPU nor WebAssembly works, in English. It comes when it is needed.
 */
export const unsupportedIn = () => ({
  title: 'This page cannot work here yet',
  computes:
    'It computes on your graphics processor, by way of WebGPU, or else in WebAssembly. Here neither of them works.',
  insecure: [
    'This page was opened over an insecure connection, and there browsers keep WebGPU away.',
    'Open it with an address that begins with https.',
  ],
  without: [
    'This browser does not have WebGPU, or has it switched off.',
    'Open this page in one of the browsers below.',
  ],
  blocked: [
    'This browser has WebGPU, but found no graphics processor that it may use.',
    'Switch on hardware acceleration (or graphics acceleration) in the browser’s settings and start it again.',
  ],
  browsers: [
    'Chrome or Edge 113 or newer, on a computer or on Android 12 and later',
    'Safari 26 or newer, on a Mac, iPhone or iPad',
    'Firefox 141 or newer on Windows, 145 or newer on a Mac with Apple silicon',
  ],
  acceleration: 'In each of them hardware acceleration must be on, which it normally is.',
});

export type UnsupportedTexts = ReturnType<typeof unsupportedIn>;
