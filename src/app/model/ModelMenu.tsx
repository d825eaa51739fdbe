import { useEffect, useState } from 'preact/hooks';
import { Assumptions } from './Assumptions';
import { LoadProgress } from './LoadProgress';
import { linkTo } from '../link';
import { EMBEDDED, EMBEDDED_REQUEST, type ModelRequest, titleOf } from '../modelRequest';
import { Problem } from '../components/Problem';
import type { State } from '../state';
import type { View } from '../views/names';
import type { Storage } from '../hooks/useStored';
import { Stored } from './Stored';
import { useTexts } from '../language/language';
import { Fetched } from '../views/Fetched';

type Origin = ModelRequest['origin'];

const loadPublished = async () => (await import('./published/Published')).Published;
const loadForm = async () => (await import('./CheckpointForm')).CheckpointForm;

interface Props {
  readonly state: State;
  /** That in which links open the page. */
  readonly view: View;
  readonly storage: Storage;
  readonly onLoad: (request: ModelRequest) => void;
  readonly onCancel: () => void;
  /** Called when the person chooses anything here: what failed before is past. */
  readonly onGoOn: () => void;
}

/** Which model answers: the embedded one, a published one, or a checkpoint of the user's; and those that are kept. */
export function ModelMenu({ state, view, storage, onLoad, onCancel, onGoOn }: Props) {
  const t = useTexts();
  const { model, loading, modelProblem, photo } = state;
  const [chosen, setChosen] = useState<Origin>('embedded');
  const coming = loading?.load.request;
  useEffect(() => {
    if (coming) setChosen(coming.origin); // a drop or a link asks for models, too
  }, [coming]);
  const choose = (origin: Origin): void => {
    setChosen(origin);
    if (origin !== 'embedded' || coming?.origin === 'embedded') return; // the person goes on; or it comes already
    if (model?.request.origin === 'embedded') onCancel();
    else onLoad(EMBEDDED_REQUEST);
  };
  const info = model?.classifier.info;
  // Where no model is in use, the answer's place tells of the embedded one.
  const problem = model || modelProblem?.request.origin !== 'embedded' ? modelProblem?.failure : undefined;
  const link = model && linkTo(model.request, photo, view);
  return (
    <section class="card model" aria-labelledby="model" onChange={onGoOn}>
      <h2 id="model">{t.model.title}</h2>
      <select aria-labelledby="model" value={chosen} onChange={(event) => choose(event.currentTarget.value as Origin)}>
        <option value="embedded">{t.model.embedded(EMBEDDED.name, EMBEDDED.numClasses)}</option>
        <option value="published">{t.models.published}</option>
        <option value="own">{t.model.own}</option>
      </select>
      <p class="muted small in-use">
        {info && model && t.model.inUse(titleOf(model.request, t), info.parameters, info.bytes.weights)}
        {link !== undefined && (
          <>
            {' · '}
            <a href={link}>{photo?.isSample ? t.models.linkToBoth : t.models.link}</a>
          </>
        )}
      </p>
      {model && loading && (
        <div class="coming">
          <LoadProgress loading={loading} />
          <button type="button" class="button" onClick={onCancel}>
            {t.cancel}
          </button>
        </div>
      )}
      <Problem failure={problem} />
      <LeftOut request={coming ?? model?.request} />
      {chosen === 'published' && (
        <Fetched load={loadPublished} isWanted>
          {(Published) => <Published inUse={model?.request} coming={coming} onLoad={onLoad} />}
        </Fetched>
      )}
      {chosen === 'own' && (
        <Fetched load={loadForm} isWanted>
          {(CheckpointForm) => <CheckpointForm onLoad={onLoad} />}
        </Fetched>
      )}
      {info && <Assumptions assumed={info.assumed} />}
      <Stored storage={storage} />
    </section>
  );
}

/** The files that were dropped with a checkpoint and are not used. */
function LeftOut({ request }: { readonly request: ModelRequest | undefined }) {
  const t = useTexts();
  const names = request?.origin === 'own' ? (request.leftOut ?? []) : [];
  return names.length === 0 ? null : <p class="small">{t.models.leftOut(t.n.listed(names))}</p>;
}
