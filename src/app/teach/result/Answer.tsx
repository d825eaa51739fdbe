import { useTexts } from '../../language/language';
import { ranked } from './report';
import { useTeachTexts } from '../texts';

/** So many classes are shown. */
const SHOWN = 5;

/** The classes of a taught head with their probabilities as bars, best first. */
export function Answer({ scores, names }: { readonly scores: Float64Array; readonly names: readonly string[] }) {
  const { n } = useTexts();
  const t = useTeachTexts();
  return (
    <ol class="labels" aria-label={t.answer}>
      {ranked(scores)
        .slice(0, SHOWN)
        .map(({ index, score }, rank) => (
          <li key={rank}>
            <span class="line">
              <span class="label">{names[index]}</span>
              <span class="percent">{n.percent(score)}</span>
              <span class="bar" aria-hidden="true">
                <span style={{ '--share': score }} />
              </span>
            </span>
          </li>
        ))}
    </ol>
  );
}
