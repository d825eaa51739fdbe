import type { Failure } from '../failures';

/** A failure in one or two sentences, which screen readers read out at once. The library's message can be unfolded. */
export function Problem({ failure }: { readonly failure: Failure | undefined }) {
  return (
    <div class="problem" hidden={!failure}>
      <div role="alert">{failure && <p>{failure.text}</p>}</div>
      {failure?.details !== undefined && (
        <details>
          <summary>More</summary>
          <p>{failure.details}</p>
        </details>
      )}
    </div>
  );
}
