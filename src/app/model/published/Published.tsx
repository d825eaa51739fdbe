import type { ComponentChildren } from 'preact';
import type { PublishedEntry } from '../../../index';
import { useTexts } from '../../language/language';
import { type ModelRequest, published } from '../../modelRequest';
import { factsIn } from './facts';

interface Props {
  /** The model in use, and the one that is being loaded. */
  readonly inUse: ModelRequest | undefined;
  readonly coming: ModelRequest | undefined;
  readonly onLoad: (request: ModelRequest) => void;
}

/** The models that their authors published, with all that one should know before one fetches them. */
export function Published({ inUse, coming, onLoad }: Props) {
  const t = useTexts();
  return (
    <div class="published">
      <p class="small">{t.models.lead}</p>
      <h3>{t.models.fetched}</h3>
      <ul class="models">
        {published
          .filter(({ isReadable }) => isReadable)
          .map((entry) => (
            <Entry key={entry.name} entry={entry}>
              <LoadButton entry={entry} inUse={inUse} coming={coming} onLoad={onLoad} />
            </Entry>
          ))}
      </ul>
      <h3>{t.models.byHand}</h3>
      <p class="small muted">{t.models.byHandWhy}</p>
      <ul class="models">
        {published
          .filter(({ isReadable }) => !isReadable)
          .map((entry) => (
            <Entry key={entry.name} entry={entry}>
              <a href={entry.url} rel="noreferrer">
                {t.models.download(entry.file)}
              </a>
            </Entry>
          ))}
      </ul>
    </div>
  );
}

const isOf = (request: ModelRequest | undefined, { name }: PublishedEntry): boolean =>
  request?.origin === 'published' && request.name === name;

/** It keeps the keyboard's focus while its model is loaded, so it is not disabled for the browser. */
function LoadButton({ entry, inUse, coming, onLoad }: Props & { readonly entry: PublishedEntry }) {
  const { models } = useTexts();
  const isDone = isOf(coming ?? inUse, entry);
  return (
    <button
      type="button"
      class="button"
      aria-label={isDone ? undefined : models.loadNamed(entry.name)}
      aria-disabled={isDone}
      onClick={() => {
        if (!isDone) onLoad({ origin: 'published', name: entry.name });
      }}
    >
      {isOf(coming, entry) ? models.loading : isDone ? models.inUse : models.load}
    </button>
  );
}

interface EntryProps {
  readonly entry: PublishedEntry;
  readonly children: ComponentChildren;
}

function Entry({ entry, children }: EntryProps) {
  const t = useTexts();
  return (
    <li>
      <span class="named">{entry.name}</span>
      <span class="muted small">{factsIn(t, entry)}</span>
      {children}
    </li>
  );
}
