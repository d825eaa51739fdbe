import { useTexts } from '../language/language';
import { samples } from '../samples';
import type { Offline } from '../hooks/useOffline';

/** Privacy, offline use, the method's article, and the authors of the samples. */
export function Footer({ offline }: { readonly offline: Offline }) {
  const t = useTexts();
  const [before, article, after] = t.footer.method;
  const [its, licences, inFull] = t.footer.licences;
  return (
    <footer class="footer">
      <p class="promises">
        {t.footer.private}
        {t.gap}
        {t.offline[offline]}
      </p>
      <p>
        {before}
        <a href="https://arxiv.org/abs/2004.08955">{article}</a>
        {after}
      </p>
      <details>
        <summary>{t.footer.samples}</summary>
        <ul>
          {samples.map(({ file, author, licence }) => (
            <li key={file}>{t.footer.by(t.samples[file] ?? file, author, licence)}</li>
          ))}
        </ul>
        <p>
          {its}
          <a href="samples/LICENSES.md">{licences}</a>
          {inFull}
        </p>
      </details>
    </footer>
  );
}
