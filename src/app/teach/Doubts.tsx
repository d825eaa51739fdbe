import { useTexts } from '../language/language';
import type { Doubt } from './checks';
import { FEWEST_PHOTOS } from './learn/learn';
import type { TeachTexts } from '../language/fetched/teach.en';
import { useTeachTexts } from './texts';

/** What is wrong with the classes, or may be, in words. */
export function Doubts({ doubts }: { readonly doubts: readonly Doubt[] }) {
  const { n } = useTexts();
  const t = useTeachTexts();
  if (doubts.length === 0) return null;
  return (
    <section class="doubts small" aria-labelledby="doubts">
      <h2 id="doubts">{t.doubts}</h2>
      <ul>
        {doubts.map((doubt) => (
          <li key={doubt.kind}>{wordsOf(t, n.listed, doubt)}</li>
        ))}
      </ul>
    </section>
  );
}

function wordsOf({ doubt: words }: TeachTexts, listed: (names: readonly string[]) => string, doubt: Doubt): string {
  switch (doubt.kind) {
    case 'classes':
    case 'unnamed':
      return words[doubt.kind];
    case 'too few':
      return words['too few'](listed(doubt.names), FEWEST_PHOTOS);
    case 'few':
    case 'same name':
    case 'in two':
      return words[doubt.kind](listed(doubt.names));
    case 'unequal':
      return words.unequal(doubt.most, doubt.least);
  }
}
