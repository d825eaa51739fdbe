import { useId, useState } from 'preact/hooks';
import { publishedModels, type PublishedEntry } from '../../index';
import { useStored } from '../hooks/useStored';
import { useTexts } from '../language/language';
import { CheckpointForm } from '../model/CheckpointForm';
import { factsIn, sizeIn } from '../model/published/facts';
import { Source } from '../model/published/Source';
import { isSame, type ModelRequest, requestNamed } from '../modelRequest';
import { isKeptAmong } from './isKept';
import { SECOND } from './Pair';
import { useCompareTexts } from './texts';

interface Props {
  /** The model in use, which needs no comparison with itself. */
  readonly inUse: ModelRequest;
  readonly onChoose: (request: ModelRequest) => void;
}

/** The models that the page can fetch, the embedded one among them. */
const fetched = publishedModels.filter(({ isReadable }) => isReadable);

const OWN = 'own';

/** Asks which model is to be compared with the one in use; nothing is fetched before the person says so. */
export function Chooser({ inUse, onChoose }: Props) {
  const page = useTexts();
  const t = useCompareTexts();
  const id = useId();
  const { models } = useStored(undefined, false).stored;
  const isKept = (entry: PublishedEntry): boolean => isKeptAmong(models ?? [], entry);
  const entries = fetched.filter((entry) => !isSame(requestNamed(entry.name), inUse));
  const [kept, others] = [entries.filter(isKept), entries.filter((entry) => !isKept(entry))];
  const [wanted, setWanted] = useState<string>();
  const chosen = wanted ?? (kept[0] ?? others[0])?.name;
  const entry = entries.find(({ name }) => name === chosen);
  const optionsOf = (group: readonly PublishedEntry[]) =>
    group.map((each) => <option key={each.name}>{each.name}</option>);
  return (
    <section class="card chooser" aria-labelledby={SECOND}>
      <h2 id={SECOND} tabIndex={-1}>
        {t.second}
      </h2>
      <p class="muted small">{t.why}</p>
      <label for={`${id}-model`} class="small">
        {t.choose}
      </label>
      <select id={`${id}-model`} value={chosen} onChange={({ currentTarget }) => setWanted(currentTarget.value)}>
        {kept.length > 0 && <optgroup label={t.kept}>{optionsOf(kept)}</optgroup>}
        <optgroup label={t.others}>{optionsOf(others)}</optgroup>
        <option value={OWN}>{page.model.own}</option>
      </select>
      {entry && (
        <>
          <p class="muted small">
            {factsIn(page, entry)}
            <Source entry={entry} />
          </p>
          <p class="actions">
            <button type="button" class="button primary" onClick={() => onChoose(requestNamed(entry.name))}>
              {isKept(entry) ? t.start : t.startWith(sizeIn(page, entry) ?? entry.name)}
            </button>
          </p>
        </>
      )}
      {chosen === OWN && <CheckpointForm onLoad={onChoose} />}
    </section>
  );
}
