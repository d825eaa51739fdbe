/** The reason why WebGPU does not work here, guessed from the browser's properties, and advice. */
function reason(): { readonly why: string; readonly what: string } {
  if (!isSecureContext)
    return {
      why: 'This page was opened over an insecure connection, and there browsers keep WebGPU away.',
      what: 'Open it with an address that begins with https.',
    };
  if (!('gpu' in navigator))
    return {
      why: 'This browser does not have WebGPU, or has it switched off.',
      what: 'Open this page in one of the browsers below.',
    };
  return {
    why: 'This browser has WebGPU, but found no graphics processor that it may use.',
    what: 'Switch on hardware acceleration (or graphics acceleration) in the browser’s settings and start it again.',
  };
}

/** Stands in for everything else where WebGPU does not work. */
export function Unsupported() {
  const { why, what } = reason();
  return (
    <main class="card unsupported">
      <h2>This page cannot work here yet</h2>
      <p>
        It computes on your graphics processor, by way of WebGPU. {why} <strong>{what}</strong>
      </p>
      <ul>
        <li>Chrome or Edge 113 or newer, on a computer or on Android 12 and later</li>
        <li>Safari 26 or newer, on a Mac, iPhone or iPad</li>
        <li>Firefox 141 or newer on Windows, 145 or newer on a Mac with Apple silicon</li>
      </ul>
      <p>In each of them hardware acceleration must be on, which it normally is.</p>
      <button type="button" class="button primary" onClick={() => location.reload()}>
        Try again
      </button>
    </main>
  );
}
