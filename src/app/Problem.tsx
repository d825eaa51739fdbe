/** What went wrong, as one sentence where it went wrong; read out at once. */
export function Problem({ text }: { readonly text: string | undefined }) {
  return <div role="alert">{text && <p class="problem">{text}</p>}</div>;
}
