import { useRef, useState } from 'preact/hooks';
import type { Storage } from '../hooks/useStored';
import { useTexts } from '../language/language';
import { Fetched } from '../views/Fetched';

const loadList = async () => (await import('./StoredList')).StoredList;

/** The models that this device keeps; the list is fetched when a person opens it. */
export function Stored({ storage }: { readonly storage: Storage }) {
  const { models } = useTexts();
  const summary = useRef<HTMLElement>(null);
  const [isWanted, setWanted] = useState(false);
  return (
    <details class="stored" onToggle={() => setWanted(true)}>
      <summary ref={summary}>{models.kept}</summary>
      <Fetched load={loadList} isWanted={isWanted}>
        {(StoredList) => <StoredList storage={storage} onRemove={() => summary.current?.focus()} />}
      </Fetched>
    </details>
  );
}
