/** The library's assumptions about a checkpoint, each as a sentence. */
export function Assumptions({ assumed }: { readonly assumed: readonly string[] }) {
  if (assumed.length === 0) return null;
  return (
    <details class="muted small">
      <summary>Taken for granted, since the file does not tell</summary>
      <ul>
        {assumed.map((assumption) => (
          <li key={assumption}>{assumption}</li>
        ))}
      </ul>
    </details>
  );
}
