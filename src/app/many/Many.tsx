import { useEffect, useState } from 'preact/hooks';
import { textOf } from '../failures';
import { useTexts } from '../language/language';
import type { ViewProps } from '../views/view';
import { type Outcome, outcomesOf } from './run';

/** Many photos, each with its best label. */
export function Many({ state: { model } }: ViewProps) {
  const t = useTexts();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  useEffect(() => {
    if (!model) return;
    const controller = new AbortController();
    setOutcomes([]);
    const run = async (): Promise<void> => {
      for await (const outcome of outcomesOf(model.classifier, files, controller.signal))
        setOutcomes((all) => [...all, outcome]);
    };
    void run().catch(() => undefined); // aborted
    return () => controller.abort();
  }, [model, files]);
  return (
    <section class="card" aria-label={t.views.many.name}>
      <input
        type="file"
        aria-label={t.views.many.name}
        accept="image/*"
        multiple
        onChange={({ currentTarget }) => setFiles([...(currentTarget.files ?? [])])}
      />
      <ol>
        {outcomes.map((outcome, i) => (
          <li key={i}>
            {files[i]?.name}: {'failure' in outcome ? textOf(t, outcome.failure) : outcome.classes[0]?.label}
          </li>
        ))}
      </ol>
    </section>
  );
}
