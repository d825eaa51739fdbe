import { useState } from 'preact/hooks';
import { Assumptions } from './Assumptions';
import { CheckpointForm } from './CheckpointForm';
import { LoadProgress } from './LoadProgress';
import { EMBEDDED, EMBEDDED_REQUEST, type ModelRequest, titleOf } from '../modelRequest';
import { Problem } from './Problem';
import type { State } from '../state';
import { megabytes, millions } from '../words';

type Origin = ModelRequest['origin'];

interface Props {
  readonly state: State;
  readonly onLoad: (request: ModelRequest) => void;
  readonly onCancel: () => void;
}

/** Which model answers: the embedded one, or a checkpoint of the user's. */
export function ModelMenu({ state: { model, loading, modelProblem }, onLoad, onCancel }: Props) {
  const [chosen, setChosen] = useState<Origin>('embedded');
  const coming = loading?.load.request;
  const choose = (origin: Origin): void => {
    setChosen(origin);
    if (origin === 'own' || (coming ?? model?.request)?.origin === 'embedded') return; // the form asks for files; or nothing to do
    if (model?.request.origin === 'embedded') onCancel();
    else onLoad(EMBEDDED_REQUEST);
  };
  // Where no model is in use, the answer's place tells of the embedded one.
  const problem = model || modelProblem?.request.origin === 'own' ? modelProblem?.failure : undefined;
  return (
    <section class="card" aria-labelledby="model">
      <h2 id="model">Model</h2>
      <select aria-labelledby="model" value={chosen} onChange={(event) => choose(event.currentTarget.value as Origin)}>
        <option value="embedded">
          Embedded model ({EMBEDDED.name}, {EMBEDDED.numClasses} classes)
        </option>
        <option value="own">A checkpoint of my own…</option>
      </select>
      {chosen === 'own' && <CheckpointForm loading={coming?.origin === 'own'} onLoad={onLoad} onCancel={onCancel} />}
      {model && loading && <LoadProgress loading={loading} />}
      <Problem failure={problem} />
      <p class="muted small in-use">
        {model &&
          `In use: ${titleOf(model.request)}, ${millions(model.classifier.info.parameters)} parameters in ${megabytes(model.classifier.info.bytes.weights)}`}
      </p>
      {model && <Assumptions assumed={model.classifier.info.assumed} />}
    </section>
  );
}
