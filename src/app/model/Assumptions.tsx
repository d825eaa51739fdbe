import { useTexts } from '../language/language';

/** The library's assumptions about a checkpoint, each as a sentence. */
export function Assumptions({ assumed }: { readonly assumed: readonly string[] }) {
  const { model } = useTexts();
  if (assumed.length === 0) return null;
  return (
    <details class="muted small">
      <summary>{model.assumed}</summary>
      <ul lang="en">
        {assumed.map((assumption) => (
          <li key={assumption}>{assumption}</li>
        ))}
      </ul>
    </details>
  );
}
