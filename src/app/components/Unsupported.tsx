import { unsupportedIn as en, type UnsupportedTexts } from '../language/fetched/unsupported.en';
import { unsupportedIn as zh } from '../language/fetched/unsupported.zh';
import { useTexts, useTextsOf } from '../language/language';

const TABLES = { en, zh } as const;

/** The reason why WebGPU does not work here, guessed from the browser's properties, and advice. */
function reasonIn(t: UnsupportedTexts): readonly string[] {
  if (!isSecureContext) return t.insecure;
  return 'gpu' in navigator ? t.blocked : t.without;
}

/** Stands in for everything else where neither WebGPU nor WebAssembly works. */
export function Unsupported() {
  const { tryAgain } = useTexts();
  const t = useTextsOf(TABLES);
  const [why, what] = reasonIn(t);
  return (
    <main class="card unsupported">
      <h2>{t.title}</h2>
      <p>
        {t.computes} {why} <strong>{what}</strong>
      </p>
      <ul>
        {t.browsers.map((browser) => (
          <li key={browser}>{browser}</li>
        ))}
      </ul>
      <p>{t.acceleration}</p>
      <button type="button" class="button primary" onClick={() => location.reload()}>
        {tryAgain}
      </button>
    </main>
  );
}
