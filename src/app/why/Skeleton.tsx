/** The answer's place while there is none: a line and five bars, which stir while an answer is on its way. */
export function Skeleton({ moving }: { readonly moving: boolean }) {
  return (
    <div class={moving ? 'skeleton moving' : 'skeleton'} aria-hidden="true">
      <div class="verdict">
        <p class="said" />
      </div>
      <div class="labels">
        {[0, 1, 2, 3, 4].map((rank) => (
          <div class="line" key={rank}>
            <span class="label" />
            <span class="bar" />
          </div>
        ))}
      </div>
    </div>
  );
}
