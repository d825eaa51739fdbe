import { useState } from 'preact/hooks';
import { Assumptions } from './Assumptions';
import { CheckpointForm } from './CheckpointForm';
import { LoadProgress } from './LoadProgress';
import { EMBEDDED, EMBEDDED_REQUEST, type ModelRequest, titleOf } from '../modelRequest';
import { Problem } from '../components/Problem';
import type { State } from '../state';
import { useTexts } from '../language/language';

type Origin = ModelRequest['origin'];

interface Props {
  readonly state: State;
  readonly onLoad: (request: ModelRequest) => void;
  readonly onCancel: () => void;
}

/** Which model answers: the embedded one, or a checkpoint of the user's. */
export function ModelMenu({ state: { model, loading, modelProblem }, onLoad, onCancel }: Props) {
  const t = useTexts();
  const [chosen, setChosen] = useState<Origin>('embedded');
  const coming = loading?.load.request;
  const choose = (origin: Origin): void => {
    setChosen(origin);
    if (origin === 'own' || (coming ?? model?.request)?.origin === 'embedded') return; // the form asks for files; or nothing to do
    if (model?.request.origin === 'embedded') onCancel();
    else onLoad(EMBEDDED_REQUEST);
  };
  const info = model?.classifier.info;
  // Where no model is in use, the answer's place tells of the embedded one.
  const problem = model || modelProblem?.request.origin === 'own' ? modelProblem?.failure : undefined;
  return (
    <section class="card model" aria-labelledby="model">
      <h2 id="model">{t.model.title}</h2>
      <select aria-labelledby="model" value={chosen} onChange={(event) => choose(event.currentTarget.value as Origin)}>
        <option value="embedded">{t.model.embedded(EMBEDDED.name, EMBEDDED.numClasses)}</option>
        <option value="own">{t.model.own}</option>
      </select>
      {chosen === 'own' && <CheckpointForm loading={coming?.origin === 'own'} onLoad={onLoad} onCancel={onCancel} />}
      {model && loading && <LoadProgress loading={loading} />}
      <Problem failure={problem} />
      <p class="muted small in-use">
        {info && model && t.model.inUse(titleOf(model.request, t), info.parameters, info.bytes.weights)}
      </p>
      {info && <Assumptions assumed={info.assumed} />}
    </section>
  );
}
