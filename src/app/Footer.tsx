import type { Sample } from './useSamples';

/** What becomes of the photo, where the method comes from, and whose the samples are. */
export function Footer({ samples }: { readonly samples: readonly Sample[] }) {
  return (
    <footer class="footer">
      <p>
        Your photo never leaves this device: everything is computed here, and after the first visit it works offline
        too.
      </p>
      <p>
        The method is <a href="https://arxiv.org/abs/2004.08955">ResNeSt: Split-Attention Networks</a> by Hang Zhang and
        others.
      </p>
      {samples.length > 0 && (
        <details>
          <summary>Whose the sample photos are</summary>
          <ul>
            {samples.map(({ url, title, author, licence }) => (
              <li key={url}>
                {title}: {author} ({licence})
              </li>
            ))}
          </ul>
          <p>
            The <a href="samples/LICENSES.md">licences of the samples</a> in full.
          </p>
        </details>
      )}
    </footer>
  );
}
