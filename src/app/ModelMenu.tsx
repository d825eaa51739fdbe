import { useState } from 'preact/hooks';
import { CheckpointForm } from './CheckpointForm';
import { LoadProgress } from './LoadProgress';
import { EMBEDDED, type ModelRequest } from './modelRequest';
import { Problem } from './Problem';
import type { Origin, State } from './state';
import { megabytes, millions } from './words';

interface Props {
  readonly state: State;
  readonly onLoad: (request: ModelRequest) => void;
  readonly onCancel: () => void;
}

/** Which model answers: the embedded one, or a checkpoint of the user's. */
export function ModelMenu({ state: { model, loading, modelProblem }, onLoad, onCancel }: Props) {
  const [chosen, setChosen] = useState<Origin>('embedded');
  const choose = (origin: Origin): void => {
    setChosen(origin);
    if (origin === 'own' || (loading ?? model)?.origin === 'embedded') return; // the form asks for files; or nothing to do
    if (model?.origin === 'embedded') onCancel();
    else onLoad({ origin: 'embedded' });
  };
  return (
    <section class="card" aria-labelledby="model">
      <h2 id="model">Model</h2>
      <select aria-labelledby="model" value={chosen} onChange={(event) => choose(event.currentTarget.value as Origin)}>
        <option value="embedded">
          Embedded model ({EMBEDDED.name}, {EMBEDDED.numClasses} classes)
        </option>
        <option value="own">A checkpoint of my own…</option>
      </select>
      {chosen === 'own' && <CheckpointForm loading={loading?.origin === 'own'} onLoad={onLoad} onCancel={onCancel} />}
      {model && loading && <LoadProgress loading={loading} />}
      <Problem text={model || modelProblem?.origin === 'own' ? modelProblem?.text : undefined} />
      {model && (
        <p class="muted small">
          In use: {model.title}, {millions(model.classifier.info.parameters)} parameters in{' '}
          {megabytes(model.classifier.info.bytes.weights)}
        </p>
      )}
    </section>
  );
}
