/** The answer's place while there is none: five empty lines, which stir while an answer is on its way. */
export function Skeleton({ moving }: { readonly moving: boolean }) {
  return (
    <div class={moving ? 'labels skeleton moving' : 'labels skeleton'} aria-hidden="true">
      {[0, 1, 2, 3, 4].map((rank) => (
        <div class="line" key={rank}>
          <span class="label" />
          <span class="bar" />
        </div>
      ))}
    </div>
  );
}
