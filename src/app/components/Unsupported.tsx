import { type Texts, useTexts } from '../language/language';

/** The reason why WebGPU does not work here, guessed from the browser's properties, and advice. */
function reasonIn({ unsupported }: Texts): readonly string[] {
  if (!isSecureContext) return unsupported.insecure;
  return 'gpu' in navigator ? unsupported.blocked : unsupported.without;
}

/** Stands in for everything else where neither WebGPU nor WebAssembly works. */
export function Unsupported() {
  const t = useTexts();
  const [why, what] = reasonIn(t);
  return (
    <main class="card unsupported">
      <h2>{t.unsupported.title}</h2>
      <p>
        {t.unsupported.computes} {why} <strong>{what}</strong>
      </p>
      <ul>
        {t.unsupported.browsers.map((browser) => (
          <li key={browser}>{browser}</li>
        ))}
      </ul>
      <p>{t.unsupported.acceleration}</p>
      <button type="button" class="button primary" onClick={() => location.reload()}>
        {t.tryAgain}
      </button>
    </main>
  );
}
