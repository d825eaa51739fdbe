/** The page's title and purpose. */
export function Header() {
  return (
    <header class="header">
      <p class="brand">
        <img src="icons/icon.svg" alt="" width="28" height="28" />
        ResNeSt on WebGPU
      </p>
      <h1>What is in your photo?</h1>
      <p class="lead">A neural network names it, right here in your browser.</p>
    </header>
  );
}
