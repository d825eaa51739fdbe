import type { Failure } from '../failures';

/** What went wrong, in one sentence or two where it went wrong, read out at once; what the library said is behind it. */
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
