import { textOf } from '../failures';
import { useTexts } from '../language/language';
import type { UnreadShot } from './shots';
import { useManyTexts } from './texts';

/** The photos that could not be read, each with the reason. */
export function Unread({ shots }: { readonly shots: readonly UnreadShot[] }) {
  const t = useTexts();
  const many = useManyTexts();
  if (shots.length === 0) return null;
  return (
    <details class="card unread" open>
      <summary>{many.unread(shots.length)}</summary>
      <ul>
        {shots.map(({ id, path, outcome: { failure } }) => (
          <li key={id}>
            {path !== failure.about && <span class="muted">{path}: </span>}
            {textOf(t, failure)}
            {failure.details !== undefined && (
              <span class="muted small" lang="en">
                {' '}
                {failure.details}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
