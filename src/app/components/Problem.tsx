import { type Failure, textOf } from '../failures';
import { useTexts } from '../language/language';

/** A failure in one or two sentences, which screen readers read out at once. The library's message can be unfolded. */
export function Problem({ failure }: { readonly failure: Failure | undefined }) {
  const t = useTexts();
  const text = failure && textOf(t, failure);
  return (
    <div class="problem" hidden={!failure}>
      <div role="alert">{failure && <p>{text}</p>}</div>
      {failure?.details !== undefined && failure.details !== text && (
        <details>
          <summary>{t.more}</summary>
          <p lang="en">{failure.details}</p>
        </details>
      )}
    </div>
  );
}
