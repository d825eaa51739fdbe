import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../../components/Problem';
import { type Failure, failureOf } from '../../failures';
import { useTexts } from '../../language/language';
import { save } from '../../many/saving/save';
import type { Model, Action } from '../../state';
import { fileNameOf, filesOf, type TaughtFiles } from './files';
import type { Outcome } from '../lesson';
import { useTeachTexts } from '../texts';

interface Props {
  readonly name: string;
  readonly model: Model;
  readonly outcome: Outcome;
  readonly labels: readonly string[];
  readonly dispatch: (action: Action) => void;
}

/** The ways out: files for PyTorch and others, and the taught model as the model of this page. */
export function Save({ name, model, outcome, labels, dispatch }: Props) {
  const { cancel, n } = useTexts();
  const t = useTeachTexts();
  const [progress, setProgress] = useState<{ readonly loaded: number; readonly total: number | undefined }>();
  const [failure, setFailure] = useState<Failure>();
  const [saved, setSaved] = useState<{ readonly file: string; readonly beside: readonly string[] }>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const pool = model.classifier.info.config.globalPool;

  const make = (use: (files: TaughtFiles) => void): void => {
    const controller = new AbortController();
    running.current = controller;
    setFailure(undefined);
    setSaved(undefined);
    setProgress({ loaded: 0, total: undefined });
    filesOf(fileNameOf(name), model, outcome, labels, { signal: controller.signal, onProgress: setProgress })
      .then(use, (error: unknown) => {
        if (controller.signal.aborted) return;
        const { origin } = model.request;
        setFailure(failureOf(error, { on: origin === 'own' ? 'own' : 'offered', name: '' }));
      })
      .finally(() => setProgress(undefined));
  };
  const download = ({ weights, labels: names, config }: TaughtFiles): void => {
    const beside = config ? [names, config] : [names];
    save(weights.name, 'application/octet-stream', weights);
    for (const file of beside) save(file.name, 'application/json', file);
    setSaved({ file: weights.name, beside: beside.map((each) => each.name) });
  };
  const useHere = ({ weights, labels: names, config }: TaughtFiles): void => {
    const variant = model.request.origin === 'own' ? model.request.variant : undefined;
    dispatch({ type: 'model asked', request: { origin: 'own', variant, weights, labels: names, config } });
  };

  return (
    <section class="card" aria-labelledby="save">
      <h2 id="save">{t.save}</h2>
      {pool === 'avg' ? (
        <>
          <p class="muted small">{t.saveLead}</p>
          <div class="actions">
            <button type="button" class="button" disabled={!!progress} onClick={() => make(download)}>
              {t.save}
            </button>
            <button type="button" class="button" disabled={!!progress} onClick={() => make(useHere)}>
              {t.use}
            </button>
            {progress && (
              <button type="button" class="button" onClick={() => running.current?.abort()}>
                {cancel}
              </button>
            )}
          </div>
        </>
      ) : (
        <p>{t.otherPool(pool)}</p>
      )}
      <p class="small" role="status">
        {progress ? t.saving(progress.loaded, progress.total) : saved && t.saved(saved.file, n.listed(saved.beside))}
      </p>
      <Problem failure={failure} />
    </section>
  );
}
