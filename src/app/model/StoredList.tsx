import { useState } from 'preact/hooks';
import type { StoredModel } from '../../index';
import { Problem } from '../components/Problem';
import type { Storage } from '../hooks/useStored';
import { type Texts, useTexts } from '../language/language';

interface Props {
  readonly storage: Storage;
  /** A button goes with its model, and the keyboard's focus would go with it. */
  readonly onRemove: () => void;
}

/** The models that this device keeps: how large and how old each is, and the ways to delete them or to keep them for sure. */
export function StoredList({ storage: { stored, remove, persist }, onRemove }: Props) {
  const t = useTexts();
  const { models, usedBytes, failure } = stored;
  const removeAt = (key?: string): void => {
    onRemove();
    remove(key);
  };
  const isEmpty = models?.length === 0;
  return (
    <>
      <p class="muted small" role="status">
        {models && t.models.keptSaid(models.length, sumOf(models))}
      </p>
      <ul class="models">
        {models?.map((model) => (
          <li key={model.key}>
            <span class="named">{model.name || t.models.unnamed}</span>
            <span class="muted small">{factsIn(t, model)}</span>
            <button
              type="button"
              class="button"
              aria-label={t.models.removeNamed(model.name || t.models.unnamed)}
              onClick={() => removeAt(model.key)}
            >
              {t.models.remove}
            </button>
          </li>
        ))}
      </ul>
      <Problem failure={failure} />
      {models && !isEmpty && (
        <>
          <Persistence isPersistent={stored.isPersistent} persist={persist} />
          <p class="actions">
            <button type="button" class="button" onClick={() => removeAt()}>
              {t.models.removeAll}
            </button>
          </p>
        </>
      )}
      <p class="muted small">{usedBytes !== undefined && t.models.used(usedBytes)}</p>
    </>
  );
}

const sumOf = (models: readonly StoredModel[]): number => models.reduce((sum, { loaded }) => sum + loaded, 0);

const factsIn = ({ models }: Texts, { complete, bytes, loaded, written, lastUsed }: StoredModel): string =>
  complete ? models.since(bytes, written, lastUsed) : models.unfinished(loaded, bytes);

/** Whether the browser may delete the models by itself, and the button that asks it not to. */
function Persistence({
  isPersistent,
  persist,
}: Pick<Storage, 'persist'> & { readonly isPersistent: boolean | undefined }) {
  const { models } = useTexts();
  const [isRefused, setRefused] = useState(false);
  const ask = (): void => void persist().then((isKept) => setRefused(!isKept));
  return (
    <p class="actions">
      <span class="small" role="status">
        {isPersistent ? models.persisted : isRefused ? models.refused : models.mayGo}
      </span>
      {!isPersistent && !isRefused && (
        <button type="button" class="button" onClick={ask}>
          {models.persist}
        </button>
      )}
    </p>
  );
}
