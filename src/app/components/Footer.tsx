import { samples } from '../samples';
import type { Offline } from '../hooks/useOffline';

/** The sentence on offline use. It promises nothing that the browser has not stored. */
const OFFLINE: Readonly<Record<Offline, string>> = {
  unknown: '',
  works: 'The page and its model are kept on this device, so it works offline too.',
  'no space': 'It does not work offline: there is too little space on this device to keep the model.',
  'not kept': 'It does not work offline: this browser does not keep the page and its model.',
};

/** Privacy, offline use, the method's article, and the authors of the samples. */
export function Footer({ offline }: { readonly offline: Offline }) {
  return (
    <footer class="footer">
      <p class="promises">Your photo never leaves this device: everything is computed here. {OFFLINE[offline]}</p>
      <p>
        The method is <a href="https://arxiv.org/abs/2004.08955">ResNeSt: Split-Attention Networks</a> by Hang Zhang and
        others.
      </p>
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
    </footer>
  );
}
